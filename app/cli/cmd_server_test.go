package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/cards"
)

// TestServersOnTheCommandLine takes the steps of a user who gives a server a name, and uploads by it.
func TestServersOnTheCommandLine(t *testing.T) {
	r := newRig(t)
	if out, said := r.Run(ExitDone, "server", "list"); out != "" || !strings.Contains(said, "No server is remembered") {
		t.Errorf("%q, %q", out, said)
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "queue.db")); err == nil {
		t.Error("looking at the servers has made a queue")
	}
	to := r.Server.URL
	r.Run(ExitDone, "server", "add", "Lab", to+"up-{name}{ext}", "--uploads", "3", "--header", "X-Key: hunter2", "--header-shown", "X-Site: HH", "--part-size", "windows", "--retry", "30s", "--give-up", "14d")
	r.Run(exitUsage, "server", "add", "Bad", "ftp://x/")
	r.Run(exitUsage, "server", "add", "Bad", to+"in/{nope}")
	r.Run(exitUsage, "server", "add", "Bad", to+"in/", "--part-size", "huge")
	r.Run(exitUsage, "server", "add", "Bad", to+"in/", "--uploads", "65")
	if _, said := r.Run(ExitFailed, "server", "add", "LAB", to+"else/"); !strings.Contains(said, `There is a server named "Lab" already.`) {
		t.Errorf("a name twice: %q", said)
	}
	if out, _ := r.Run(ExitDone, "server", "list"); !strings.Contains(out, "Lab") || !strings.Contains(out, to+"up-{name}{ext}") {
		t.Errorf("the list: %s", out)
	}
	r.Run(ExitDone, "server", "edit", "lab", "--uploads", "0", "--reply", "--after-unclear", "restart", "--method", "post", "--remove-header", "x-site", "--name", "Lab drop")
	out, _ := r.Run(ExitDone, "server", "show", "Lab drop")
	for _, want := range []string{"up-{name}{ext}", "X-Key: ...", "13 MiB", "30 s", "14 days", "POST"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	out, _ = r.Run(ExitDone, "server", "list", "--json")
	var got struct {
		cards.Card
		Learned map[string]any
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	want := cards.Card{
		Name: "Lab drop", Address: to, Names: "up-{name}{ext}", Headers: "X-Key: ", PartSize: cards.WindowsPart, Retry: cards.Span(30 * time.Second),
		GiveUp: cards.Span(14 * 24 * time.Hour), Unclear: cards.UnclearRestart, Method: cards.MethodPOST, Reply: true,
	}
	if got.Card != want {
		t.Errorf("%+v", got.Card)
	}
	path := r.File("a.bin", 5000)
	r.Run(ExitDone, "server", "edit", "Lab drop", "--no-reply")
	r.Run(ExitDone, "upload", "--to", "lab drop/", path)
	if _, err := os.Stat(filepath.Join(r.Folder, "up-a.bin")); err != nil {
		t.Errorf("the template of the card was not used: %v", err)
	}
	r.Run(exitUsage, "upload", "--to", "nobody/", path)
	r.Run(exitUsage, "server", "edit", "Lab drop", "--proxy-account", "anna") // what has no effect is not taken
	r.Run(exitUsage, "server", "edit", "Lab drop", "--certificate-of", strings.Repeat("ab", 20))
	r.Run(ExitFailed, "upload", "--to", "Lab drop/../../x/", path)
	if out, _ := r.Run(ExitDone, "server", "show", "Lab drop", "--json"); !strings.Contains(out, `"learned":{"taken":5000`) || strings.Contains(out, "hunter2") {
		t.Errorf("what it has taught: %s", out)
	}
	r.Run(ExitDone, "server", "forget", "Lab drop/")
	if out, _ := r.Run(ExitDone, "server", "show", "Lab drop", "--json"); strings.Contains(out, "learned") {
		t.Errorf("it is not forgotten: %s", out)
	}
	if out, _ := r.Run(ExitDone, "test", "Lab drop"); !strings.Contains(out, "ok") {
		t.Errorf("its test: %s", out)
	}
	r.Run(ExitDone, "sessions", "--to", "lab drop")
	r.Run(ExitDone, "server", "remove", "lab drop")
	if _, said := r.Run(ExitFailed, "server", "remove", "lab drop"); !strings.Contains(said, "There is no server of this name") {
		t.Errorf("removed twice: %q", said)
	}
}

// TestAServerGoesFromOneUserToAnother: by a file without secrets, after one question that shows what it does.
func TestAServerGoesFromOneUserToAnother(t *testing.T) {
	r, other := newRig(t), newRig(t)
	to := r.Server.URL
	r.Run(ExitDone, "server", "add", "Lab", to, "--header", "X-Key: hunter2", "--account", `CORP\anna`, "--proxy", "none")
	file := filepath.Join(t.TempDir(), "lab.sendoff")
	r.Run(ExitDone, "server", "export", "Lab", file)
	r.Run(exitUsage, "server", "export", "Lab", file) // it is there already
	text, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(text), "hunter2") {
		t.Fatalf("%s, %v", text, err)
	}
	out, said := other.Run(ExitFailed, "server", "import", file)
	for _, want := range []string{"Lab", to, `CORP\anna`, "X-Key", "The address is http", "--yes"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in\n%s", want, said)
		}
	}
	if list, _ := other.Run(ExitDone, "server", "list"); out != "" || list != "" {
		t.Errorf("it was added without leave: %s%s", out, list)
	}
	other.Run(ExitDone, "server", "import", file, "--yes")
	other.Run(ExitFailed, "server", "import", file, "--yes")
	other.Run(ExitDone, "server", "import", file, "--yes", "--replace")
	path := other.File("a.bin", 5000)
	other.Run(ExitDone, "upload", "--to", "Lab/", path)
	if _, err := os.Stat(filepath.Join(r.Folder, "a.bin")); err != nil {
		t.Error(err)
	}
	r.Run(ExitDone, "server", "import", file, "--yes", "--replace") // the secret that the file lacks stays
	if out, _ := r.Run(ExitDone, "server", "show", "Lab"); strings.Contains(out, "missing") {
		t.Errorf("the header's value is lost: %s", out)
	}
}

// TestATestOfAServerGoesAsItsUploads: with headers and method of its card.
func TestATestOfAServerGoesAsItsUploads(t *testing.T) {
	r := newRig(t)
	refused := 0 // requests follow each other
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method != http.MethodPost || q.Header.Get("X-Key") != "hunter2" {
			refused++
			w.WriteHeader(http.StatusForbidden)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	t.Cleanup(s.Close)
	r.Run(ExitDone, "server", "add", "Lab", s.URL+"/", "--header", "X-Key: hunter2", "--method", "post")
	r.Run(ExitDone, "upload", "--to", "Lab", r.File("a.bin", 100))
	if out, said := r.Run(ExitDone, "test", "Lab"); refused != 0 {
		t.Errorf("%d refused: %s%s", refused, out, said)
	}
	r.Stdin = "hunter3\n"
	if out, said := r.Run(ExitFailed, "sign-in", "Lab", "--user", "ines", "--password-stdin", "--no-keyring"); refused != 0 {
		t.Errorf("%d refused before the password was dropped, as nothing runs to keep it: %s%s", refused, out, said)
	}
}

// TestNoServerCommandShowsATokenOfAnAddress: what is printed or handed on says that there is one.
func TestNoServerCommandShowsATokenOfAnAddress(t *testing.T) {
	r := newRig(t)
	r.Run(ExitDone, "server", "add", "Lab", "https://lab.example/drop/?sig=TOPSECRET1")
	r.Run(ExitDone, "server", "add", "Other", "https://other.example/", "--proxy-script", "https://proxy.example/x.pac?key=TOPSECRET1")
	for _, args := range [][]string{
		{"server", "list"},
		{"server", "list", "--json"},
		{"server", "show", "Lab"},
		{"server", "show", "Lab", "--json"},
		{"server", "export", "Lab"},
		{"server", "show", "Other"},
		{"server", "show", "Other", "--json"},
		{"server", "export", "Other"},
	} {
		out, said := r.Run(ExitDone, args...)
		if strings.Contains(out+said, "TOPSECRET1") || !strings.Contains(out, "?") {
			t.Errorf("%q: %s%s", args, out, said)
		}
	}
	file := filepath.Join(t.TempDir(), "lab.sendoff")
	r.Run(ExitDone, "server", "export", "Lab", file)
	if _, said := r.Run(ExitFailed, "server", "import", file, "--replace"); strings.Contains(said, "TOPSECRET1") {
		t.Errorf("the question shows it: %s", said)
	}
	if _, said := newRig(t).Run(ExitFailed, "server", "import", file); !strings.Contains(said, "missing and has to be written there: sig") {
		t.Errorf("nothing says what is missing: %s", said)
	}
}

// TestHostileServerFiles: none is added, or does anything before it is.
func TestHostileServerFiles(t *testing.T) {
	r := newRig(t)
	for name, text := range map[string]string{
		"no card":  `{"name":"a","address":"https://x.example/"}`,
		"a secret": `{"sendoff_card":1,"name":"a","address":"https://u:p@x.example/"}`,
		"a break":  `{"sendoff_card":1,"name":"a","address":"https://x.example/","headers":["A: b\r\nC: d"]}`,
		"bidi":     `{"sendoff_card":1,"name":"a` + "\u202e" + `","address":"https://x.example/"}`,
		"huge":     `{"sendoff_card":1,"name":"` + strings.Repeat("a", cards.MaxFile) + `"}`,
	} {
		file := filepath.Join(t.TempDir(), "x.sendoff")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, said := r.speaking("en", "server", "import", "--yes", file); code == ExitDone || strings.Contains(said, "\u202e") {
			t.Errorf("%s: %d, %s", name, code, said)
		}
	}
	if out, _ := r.Run(ExitDone, "server", "list"); out != "" {
		t.Errorf("%s", out)
	}
}
