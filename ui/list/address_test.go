package list

import (
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
)

func TestFolderOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://files.example.com/drop/":  "https://files.example.com/drop/",
		"https://files.example.com/drop/a": "https://files.example.com/drop/",
		"https://files.example.com":        "https://files.example.com/",
		"nonsense":                         "",
	} {
		if got := FolderOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// TestOfferedNames: the dialog proposes a name that the server may accept.
func TestOfferedNames(t *testing.T) {
	for _, c := range []struct {
		name string
		kind transfer.Kind
		want string
	}{
		{"survey.zip", transfer.KindExists, "survey (2).zip"},
		{".profile", transfer.KindExists, ".profile (2)"},
		{"noext", transfer.KindDenied, "noext (2)"},
		{"50%.txt", transfer.KindBadName, "50_.txt"},
		{"plain.txt", transfer.KindBadName, "plain (2).txt"},
		{"nul.txt", transfer.KindBadName, "_nul.txt"},
		{"dots...", transfer.KindBadName, "dots"},
		{".profile", transfer.KindBadName, "profile"},
		{"a\u200bb\u00ad.txt", transfer.KindBadName, "a_b_.txt"},
		{strings.Repeat("ж", 150) + ".txt", transfer.KindBadName, strings.Repeat("ж", 117) + ".txt"},
		{"a\u202egnp.exe", transfer.KindExists, "a_gnp (2).exe"},
	} {
		address, err := transfer.Destination("https://files.example.com/drop/", c.name)
		if err != nil {
			t.Fatal(err)
		}
		j := transfer.Job{Target: transfer.Target{URL: address}, Fault: &transfer.Fault{Kind: c.kind}}
		if got := OfferedName(&j); got != c.want {
			t.Errorf("%q, %s: %q, want %q", c.name, c.kind, got, c.want)
		}
	}
	if got := PlainName("..."); got != "_" {
		t.Errorf("nothing is left: %q", got)
	}
}

// TestOfferedAddresses: the redirect's address is proposed, unless it contains a hidden secret.
func TestOfferedAddresses(t *testing.T) {
	const at = "https://files.example.com/drop/a.zip"
	for head, want := range map[string]string{
		"Location: https://new.example.com/a.zip":     "https://new.example.com/a.zip",
		"Server: x\nlocation: /other/a.zip":           "https://files.example.com/other/a.zip",
		"Location: https://new.example.com/a.zip?...": at,
		"Server: x":   at,
		"Location: :": at,
	} {
		j := transfer.Job{Target: transfer.Target{URL: at}, Fault: &transfer.Fault{Kind: transfer.KindRedirect, Head: head}}
		if got := OfferedAddress(&j); got != want {
			t.Errorf("%q: %s, want %s", head, got, want)
		}
		j.Fault.Kind = transfer.KindNotFound
		if got := OfferedAddress(&j); got != at {
			t.Errorf("no redirect: %s", got)
		}
	}
}

// TestPartsOfAddresses: the folder, the name and the short name of an address.
func TestPartsOfAddresses(t *testing.T) {
	for address, want := range map[string][3]string{
		"https://h/d/a%20b.zip":   {"https://h/d/", "a b.zip", "h/d/a%20b.zip"},
		"https://h/d/a.zip?k=v/w": {"https://h/d/", "a.zip", "h/d/a.zip?k=v/w"},
		"https://h/d/":            {"https://h/d/", "", "h/d"},
	} {
		if got := AddressFolder(address); got != want[0] {
			t.Errorf("%s: folder %q", address, got)
		}
		if got := LastName(address); want[1] != "" && got != want[1] {
			t.Errorf("%s: name %q", address, got)
		}
		if got := ServerName(address); got != want[2] {
			t.Errorf("%s: short %q", address, got)
		}
	}
	if ServerKey(Server{URL: "https://h/", Practice: true}) != PracticeKey || ServerKey(Server{URL: "https://h/"}) != "https://h/" {
		t.Error("keys of servers")
	}
}

// TestBelow: changing a folder's address also moves the unfinished uploads below it.
func TestBelow(t *testing.T) {
	u, id := listtest.Jobs(4, func(i int, j *transfer.Job) {
		switch i {
		case 1:
			listtest.In(transfer.Done, j)
		case 2:
			listtest.In(transfer.Cancelling, j)
		case 3:
			j.Target.URL = "https://other.example.com/drop/x"
		}
	})
	m := New(testServers)
	m.Apply(u)
	if got := m.Below("https://files.example.com/drop/"); len(got) != 1 || got[0] != id[0] {
		t.Errorf("%v", got)
	}
}

// TestAddressWithoutAScheme: https is put before what can only be a server's address.
func TestAddressWithoutAScheme(t *testing.T) {
	for text, want := range map[string]string{
		"files.example.com/drop": "https://files.example.com/drop", " files.example.com ": "https://files.example.com",
		"127.0.0.1:8080/": "https://127.0.0.1:8080/", "localhost": "https://localhost", "lab:8080/in/": "https://lab:8080/in/",
	} {
		if got, guessed := Completed(text); got != want || !guessed {
			t.Errorf("%q: %q, %t", text, got, guessed)
		}
	}
	for _, text := range []string{"", "Lab drop", "lab", "http://files.example.com/", "https://h/", "ftp://h.example/", "/srv/drop.d", "C:\\drop", "mailto:a@example.com"} {
		if got, guessed := Completed(text); guessed {
			t.Errorf("%q became %q", text, got)
		}
	}
}
