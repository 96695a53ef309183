package cards_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/cards"
)

func TestAFileHandsOutACardWithoutItsSecrets(t *testing.T) {
	c := full(t)
	c.Certificate.File = "/home/anna/key.pem"
	raw, err := c.File()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("s3cret")) || bytes.Contains(raw, []byte("key.pem")) {
		t.Errorf("a secret or a path of this computer stands in\n%s", raw)
	}
	got, unknown, err := cards.ReadFile(bytes.NewReader(raw), transfer.CheckURL)
	if err != nil || len(unknown) != 0 {
		t.Fatalf("%v, unknown %q", err, unknown)
	}
	if missing := got.MissingValues(); !slices.Equal(missing, []string{"X-Key"}) {
		t.Errorf("values are missing of %q", missing)
	}
	if sent := got.SentHeaders(); len(sent) != 1 || sent[0].Name != "X-Site" {
		t.Errorf("sent %v", sent)
	}
	want := full(t)
	want.Headers, got.Headers = "", ""
	if got != want {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
}

// TestAFileHasNoTokenOfAnAddress: of a query the names are left, so that the user learns what is missing; a newer file
// takes away no token.
func TestAFileHasNoTokenOfAnAddress(t *testing.T) {
	for query, missing := range map[string][]string{
		"?sig=TOPSECRET1":            {"sig"},
		"?sig=TOPSECRET1&exp=99%3D1": {"sig", "exp"},
		"?TOPSECRET1":                {"?"},
		"?TOPSECRET1&99%3D1":         {"?"},
		"":                           nil,
	} {
		c := full(t)
		c.Address += query
		c = checked(t, c)
		raw, err := c.File()
		shown, _ := json.Marshal(c.WithoutSecrets())
		for _, text := range [][]byte{raw, shown} {
			if err != nil || bytes.Contains(text, []byte("TOPSECRET1")) || bytes.Contains(text, []byte("99%")) {
				t.Errorf("%s: %s, %v", query, text, err)
			}
		}
		got, _, err := cards.ReadFile(bytes.NewReader(raw), transfer.CheckURL)
		if err != nil || !slices.Equal(got.MissingInAddress(), missing) {
			t.Errorf("%s: %q is missing of %s, %v", query, got.MissingInAddress(), got.Address, err)
		}
		if updated := c.Updated(got); updated.Address != c.Address {
			t.Errorf("%s: a newer file makes it %s", query, updated.Address)
		}
		if got.Address = strings.Replace(got.Address, "drop", "other", 1); query != "" && strings.Contains(c.Updated(got).Address, "SECRET") {
			t.Errorf("%s: another folder gets the token: %s", query, c.Updated(got).Address)
		}
	}
}

// TestAFileHasNoTokenOfAScript: the address of a script is one too.
func TestAFileHasNoTokenOfAScript(t *testing.T) {
	c := full(t)
	c.Proxy = cards.Proxy{Use: cards.ProxyScript, Address: "https://proxy.example/x.pac?key=TOPSECRET1"}
	raw, err := c.File()
	shown, _ := json.Marshal(c.WithoutSecrets())
	if err != nil || bytes.Contains(raw, []byte("TOPSECRET1")) || bytes.Contains(shown, []byte("TOPSECRET1")) {
		t.Errorf("%s, %s, %v", raw, shown, err)
	}
}

func TestWhatIsNoCard(t *testing.T) {
	for text, want := range map[string]error{
		"":                            cards.ErrNoFile,
		"[]":                          cards.ErrNoFile,
		"{}":                          cards.ErrNoFile,
		"null":                        cards.ErrNoFile,
		`{"sendoff_card":1,"name":7}`: cards.ErrNoFile,
		`{"sendoff_card":2,"name":"a","address":"https://x/"}`:   cards.ErrFileNewer,
		strings.Repeat(" ", cards.MaxFile) + `{"sendoff_card":1`: cards.ErrFileSize,
	} {
		if _, _, err := cards.ReadFile(strings.NewReader(text), transfer.CheckURL); !errors.Is(err, want) {
			t.Errorf("%.40q: %v, want %v", text, err, want)
		}
	}
}

func TestAFileNamesWhatItCannotSetAndCannotReachFiles(t *testing.T) {
	const text = "\uFEFF" + `{"sendoff_card":1,"name":"a","address":"https://x/","run":"rm -rf","from":"policy",` +
		`"certificate":{"file":"/etc/shadow","store":"abab"},"proxy":{"use":"none","account":"anna","password":"x"}}`
	c, unknown, err := cards.ReadFile(strings.NewReader(text), transfer.CheckURL)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"certificate.file", "certificate.store", "from", "proxy.account", "proxy.password", "run"}
	if !slices.Equal(unknown, want) {
		t.Errorf("unknown %q", unknown)
	}
	if c.From != "" || c.Certificate != (cards.Certificate{}) {
		t.Errorf("%+v", c)
	}
}

func TestAFileKnowsEveryFieldOfACard(t *testing.T) {
	for field := range reflect.TypeFor[cards.Card]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "from" {
			continue
		}
		text := fmt.Sprintf(`{"sendoff_card":1,"name":"a","address":"https://x/",%q:null}`, name)
		if _, unknown, err := cards.ReadFile(strings.NewReader(text), transfer.CheckURL); len(unknown) != 0 {
			t.Errorf("%s: unknown %q, %v", name, unknown, err)
		}
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte(`{"sendoff_card":1,"name":"a","address":"https://x/","headers":["A: b"],"secret_headers":["C"]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, _, err := cards.ReadFile(bytes.NewReader(raw), transfer.CheckURL)
		if err != nil {
			return
		}
		again, err := c.Checked(transfer.CheckURL)
		if err != nil || again != c {
			t.Errorf("%+v is not what was checked: %+v, %v", c, again, err)
		}
		if _, err := c.File(); err != nil {
			t.Error(err)
		}
	})
}
