package cards_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// full is a card with every field set.
func full(t *testing.T) cards.Card {
	t.Helper()
	headers, err := bits.JoinCustom([]bits.Custom{{Name: "X-Site", Value: "Hamburg", Shown: true}, {Name: "X-Key", Value: "s3cret"}})
	if err != nil {
		t.Fatal(err)
	}
	return checked(t, cards.Card{
		Name: "Lab", Address: "HTTPS://Files.Example.com:443/drop", Names: "{date}/{name}{ext}", Account: `CORP\anna`,
		Certificate: cards.Certificate{Server: strings.Repeat("ab", 32)},
		Proxy:       cards.Proxy{Use: cards.ProxyManual, Address: "http://proxy.example:3128", Bypass: "10.0.0.0/8,<local>"},
		Headers:     headers, Tell: "node1.example.com", Uploads: 4, Rate: 500_000, PartSize: cards.WindowsPart,
		Retry: cards.Span(30 * time.Second), GiveUp: cards.Span(72 * time.Hour), Unclear: cards.UnclearRestart,
		Method: cards.MethodPOST, Reply: true, Verify: true, KeepFolders: true, AtOnce: true,
	})
}

func checked(t *testing.T, c cards.Card) cards.Card {
	t.Helper()
	c, err := c.Checked(transfer.CheckURL)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACardKeepsEveryFieldWhenItIsStored(t *testing.T) {
	want := full(t)
	if want.Address != "https://files.example.com/drop/" {
		t.Errorf("address %q is not in the spelling of jobs", want.Address)
	}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got cards.Card
	if err := json.Unmarshal(raw, &got); err != nil || got != want {
		t.Errorf("stored %s, read %+v, %v", raw, got, err)
	}
}

// Cards of this version are read by later ones. Do not change the text: it is what is on disk.
func TestTheStoredFormOfACardStays(t *testing.T) {
	const stored = `{"name":"Lab","address":"https://files.example.com/drop/","names":"{date}/{name}{ext}","account":"CORP\\anna",` +
		`"certificate":{"server":"abababababababababababababababababababababababababababababababab"},` +
		`"proxy":{"use":"manual","address":"http://proxy.example:3128","account":"anna","bypass":"10.0.0.0/8,<local>"},` +
		`"headers":"shown X-Site: Hamburg\nX-Key: s3cret","tell":"node1.example.com","uploads":4,"rate":500000,"part_size":13631488,` +
		`"retry":"30s","give_up":"3d","unclear":"restart","method":"post","reply":true,"keep_folders":true,"at_once":true}`
	want := full(t)
	want.Verify = false // it came later
	var got cards.Card
	if err := json.Unmarshal([]byte(stored), &got); err != nil || got != want {
		t.Errorf("read %+v, %v", got, err)
	}
}

// TestFieldsOfAnOlderCardAreNoError: a field that is gone does not cost the card.
func TestFieldsOfAnOlderCardAreNoError(t *testing.T) {
	const stored = `{"name":"Lab","address":"https://x/","certificate":{"store":"abab"},"proxy":{"use":"none","account":"anna"}}`
	var got cards.Card
	err := json.Unmarshal([]byte(stored), &got)
	if want := (cards.Card{Name: "Lab", Address: "https://x/", Proxy: cards.Proxy{Use: cards.ProxyNone}}); err != nil || checked(t, got) != want {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestWhatACardCannotBe(t *testing.T) {
	for _, test := range []struct {
		change func(*cards.Card)
		field  cards.Field
		why    cards.Flaw
	}{
		{func(c *cards.Card) { c.Name = " " }, cards.FieldName, cards.FlawEmpty},
		{func(c *cards.Card) { c.Name = strings.Repeat("x", 101) }, cards.FieldName, cards.FlawLong},
		{func(c *cards.Card) { c.Name = "a\u202eb" }, cards.FieldName, cards.FlawCharacter},
		{func(c *cards.Card) { c.Name = "a\nb" }, cards.FieldName, cards.FlawCharacter},
		{func(c *cards.Card) { c.Name = "lab/" }, cards.FieldName, cards.FlawSlash},
		{func(c *cards.Card) { c.Name = "http://lab" }, cards.FieldName, cards.FlawSlash},
		{func(c *cards.Card) { c.Address = "ftp://x/" }, cards.FieldAddress, cards.FlawAddress},
		{func(c *cards.Card) { c.Address = "https://anna:geheim@x/" }, cards.FieldAddress, cards.FlawAddress},
		{func(c *cards.Card) { c.Names = "{name" }, cards.FieldNames, cards.FlawBrace},
		{func(c *cards.Card) { c.Names = "{home}" }, cards.FieldNames, cards.FlawUnknown},
		{func(c *cards.Card) { c.Names = "../{name}" }, cards.FieldNames, cards.FlawSegment},
		{func(c *cards.Card) { c.Account = "a\r\nb" }, cards.FieldAccount, cards.FlawCharacter},
		{func(c *cards.Card) { c.Certificate.File = "key.pem" }, cards.FieldCertificate, cards.FlawRelative},
		{func(c *cards.Card) { c.Certificate.Server = "xyz" }, cards.FieldCertificate, cards.FlawHex},
		{func(c *cards.Card) { c.Certificate.Server = strings.Repeat("ab", 20) }, cards.FieldCertificate, cards.FlawHex},
		{func(c *cards.Card) { c.Proxy.Use = "tunnel" }, cards.FieldProxy, cards.FlawUnknown},
		{func(c *cards.Card) { c.Proxy.Address = "gopher://x" }, cards.FieldProxy, cards.FlawAddress},
		{func(c *cards.Card) { c.Proxy.Address = "http://anna:geheim@x:1" }, cards.FieldProxy, cards.FlawSecret},
		{func(c *cards.Card) { c.Proxy = cards.Proxy{Use: cards.ProxyScript, Address: "file:///etc/passwd"} }, cards.FieldProxy, cards.FlawAddress},
		{func(c *cards.Card) { c.Headers = "Host: other" }, cards.FieldHeaders, cards.FlawHeader},
		{func(c *cards.Card) { c.Uploads = 65 }, cards.FieldUploads, cards.FlawRange},
		{func(c *cards.Card) { c.Uploads = -1 }, cards.FieldUploads, cards.FlawRange},
		{func(c *cards.Card) { c.Rate = 1 }, cards.FieldRate, cards.FlawRange},
		{func(c *cards.Card) { c.PartSize = 1 << 31 }, cards.FieldPartSize, cards.FlawRange},
		{func(c *cards.Card) { c.Retry = cards.Span(48 * time.Hour) }, cards.FieldRetry, cards.FlawRange},
		{func(c *cards.Card) { c.GiveUp = cards.Span(time.Millisecond) }, cards.FieldGiveUp, cards.FlawRange},
		{func(c *cards.Card) { c.Unclear = "guess" }, cards.FieldUnclear, cards.FlawUnknown},
		{func(c *cards.Card) { c.Method = "put" }, cards.FieldMethod, cards.FlawUnknown},
	} {
		c := full(t)
		test.change(&c)
		_, err := c.Checked(transfer.CheckURL)
		var flaw *cards.Error
		if !errors.As(err, &flaw) || flaw.Field != test.field || flaw.Why != test.why {
			t.Errorf("want %s %s, got %v", test.field, test.why, err)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v shows a password", err)
		}
	}
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]cards.Span{
		"90s": cards.Span(90 * time.Second), "36h": cards.Span(36 * time.Hour), "14d": cards.Span(14 * 24 * time.Hour), "none": cards.None,
	} {
		var s cards.Span
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%q is %v, %v", text, s, err)
		}
		var again cards.Span
		if err := again.UnmarshalText([]byte(s.String())); err != nil || again != s {
			t.Errorf("%q is written as %q, which is %v, %v", text, s, again, err)
		}
	}
	for _, text := range []string{"", "soon", "-3h", "99999999d"} {
		if err := new(cards.Span).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestAnAddressWithATemplateIsCutAtItsFolder(t *testing.T) {
	for text, want := range map[string][2]string{
		"https://x/drop/":                            {"https://x/drop/", ""},
		"https://x/drop/{date}/{name}{ext}":          {"https://x/drop/", "{date}/{name}{ext}"},
		"https://x/drop/a-{name}{ext}":               {"https://x/drop/", "a-{name}{ext}"},
		"https://x/drop/{name}{ext}?key=1":           {"https://x/drop/?key=1", "{name}{ext}"},
		"https://files.example.com/in/{user}/{name}": {"https://files.example.com/in/", "{user}/{name}"},
	} {
		address, names := cards.SplitPattern(text)
		if address != want[0] || names != want[1] {
			t.Errorf("%q: %q, %q", text, address, names)
		}
		if c := (cards.Card{Address: address, Names: names}); names != "" && c.Pattern() != text {
			t.Errorf("%q is written as %q", text, c.Pattern())
		}
	}
}

// TestAnUpdateKeepsSecretsWithTheirServer: a file has none, and another server must not get them.
func TestAnUpdateKeepsSecretsWithTheirServer(t *testing.T) {
	before := full(t)
	before.Certificate.File = "/home/anna/key.pem"
	newer := full(t)
	newer.Headers, newer.Uploads = "X-Key: ", 9
	if got := before.Updated(newer); got.Headers != "X-Key: s3cret" || got.Certificate.File != before.Certificate.File || got.Uploads != 9 {
		t.Errorf("%+v", got)
	}
	newer.Address = "https://evil.example/drop/"
	if got := before.Updated(newer); got != newer {
		t.Errorf("another server gets %+v", got)
	}
}
