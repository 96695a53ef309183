package receiver

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sendoff/transfer/bits"
)

// TestHiddenCharacters: a name holds none of those that act on text without being seen, at the edges of their ranges.
func TestHiddenCharacters(t *testing.T) {
	hidden := [][2]rune{
		{0, 0x1f},
		{0x7f, 0x9f},
		{0xad, 0xad},
		{0x34f, 0x34f},
		{0x61c, 0x61c},
		{0x115f, 0x1160},
		{0x17b4, 0x17b5},
		{0x180e, 0x180e},
		{0x200b, 0x200b},
		{0x200e, 0x200f},
		{0x2028, 0x202e},
		{0x2060, 0x206f},
		{0x3164, 0x3164},
		{0xfeff, 0xfeff},
		{0xffa0, 0xffa0},
		{0xfff0, 0xfffb},
		{0x1d173, 0x1d17a},
		{0xe0000, 0xe00ff},
		{0xe01f0, 0xe0fff},
	}
	for _, r := range hidden {
		for _, c := range []rune{max(r[0]-1, 0), r[0], r[1], r[1] + 1} {
			want := slices.ContainsFunc(hidden, func(r [2]rune) bool { return r[0] <= c && c <= r[1] })
			if plainName("a"+string(c)+"b") == want {
				t.Errorf("%U: %t", c, !want)
			}
		}
	}
}

// TestNamesAtTheirBounds: the longest path, the deepest one, and what looks like a drive.
func TestNamesAtTheirBounds(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("/a", n) }
	long := func(n int) string {
		path := strings.Repeat("/"+longName(199), n/200-1)
		return path + "/" + longName((n-len(path))/2-1) + "/" + longName((n-len(path)+1)/2-1)
	}
	for path, ok := range map[string]bool{
		deep(maxDepth): true, deep(maxDepth + 1): false,
		long(bits.MaxHeaderValue): true, long(bits.MaxHeaderValue + 1): false,
		"/a:": false, "/Z:x": false, "/1:x": os.PathSeparator == '/', "/ab:x": os.PathSeparator == '/', "/a": true,
	} {
		if _, err := (&Options{}).targetName(path); (err == nil) != ok {
			t.Errorf("%d characters, %d folders, %.9s: %v", len(path), strings.Count(path, "/"), path, err)
		}
	}
	for path, ok := range map[string]bool{"/.a": false, "/a/.b/c": false, "/a.b": true, "/a/b.": false} {
		if _, err := (&Options{NoHidden: true}).targetName(path); (err == nil) != ok {
			t.Errorf("nothing hidden, %s: %v", path, err)
		}
	}
}

// TestSettingsAtTheirBounds: what may be set, and the first value that may not.
func TestSettingsAtTheirBounds(t *testing.T) {
	for name, change := range map[string]func(o *Options, n int64){
		"size":     func(o *Options, n int64) { o.MaxSize = n },
		"fragment": func(o *Options, n int64) { o.MaxFragment = n },
		"rate":     func(o *Options, n int64) { o.MinRate = n },
		"sessions": func(o *Options, n int64) { o.Sessions = int(n) },
		"a user's": func(o *Options, n int64) { o.SessionsPerUser = int(n) },
		"life":     func(o *Options, n int64) { o.SessionTimeout = time.Duration(n) },
		"way back": func(o *Options, n int64) { o.HostIDFallback = time.Duration(n) },
		"cleanup":  func(o *Options, n int64) { o.Cleanup = time.Duration(n) },
	} {
		for n, ok := range map[int64]bool{-1: false, 0: true, 1: true} {
			o := Options{Dir: "d"}
			if change(&o, n); (o.Check() == nil) != ok {
				t.Errorf("%s %d: %v", name, n, o.Check())
			}
		}
	}
	for host, ok := range map[string]bool{
		strings.Repeat("h", bits.MaxHostID): true, strings.Repeat("h", bits.MaxHostID+1): false, "~": false, "\x7f": false, "!": false, "a-1.b_c": true, "::1": true, "[::1]": false, " ": false, "": true,
	} {
		if err := (&Options{Dir: "d", HostID: host}).Check(); (err == nil) != ok {
			t.Errorf("host id of %d characters, %.3q: %v", len(host), host, err)
		}
	}
}

// TestAddressOfThisServer: as the administrator says, else as the client has reached it.
func TestAddressOfThisServer(t *testing.T) {
	for _, c := range []struct {
		external string
		secure   bool
		want     string
	}{
		{"https://drop.example.com/", false, "https://drop.example.com"},
		{"https://drop.example.com", true, "https://drop.example.com"},
		{"", false, "http://files.test:8080"},
		{"", true, "https://files.test:8080"},
	} {
		req := httptest.NewRequest(bits.Method, "http://files.test:8080/a", http.NoBody)
		if req.TLS = nil; c.secure {
			req.TLS = &tls.ConnectionState{}
		}
		x := &exchange{o: &Options{External: c.external}, req: req}
		if got := x.base(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// TestReplyAtItsBound: the largest one is kept, a larger one and an empty one leave no file.
func TestReplyAtItsBound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reply")
	for n, c := range map[int]struct{ fails, kept bool }{0: {false, false}, 1: {false, true}, 9: {false, true}, 10: {true, false}, 50: {true, false}} {
		if err := os.WriteFile(path, []byte("older and longer than any"), 0o600); err != nil {
			t.Fatal(err)
		}
		err := StoreReply(path, strings.NewReader(strings.Repeat("x", n)), 9)
		text, read := os.ReadFile(path)
		if (err != nil) != c.fails || (read == nil) != c.kept || c.kept && string(text) != strings.Repeat("x", n) {
			t.Errorf("%d bytes: %v; there is %q, %v", n, err, text, read)
		}
	}
	if err := StoreReply(filepath.Join(path, "below"), strings.NewReader("x"), 9); err == nil {
		t.Error("a reply without a place is stored")
	}
}

// TestEmptyUploadIsTold: an application that gets bytes gets none, with a length; its reply may be as large as the default
// says.
func TestEmptyUploadIsTold(t *testing.T) {
	dir := t.TempDir()
	u := Upload{URL: "http://h/a", File: filepath.Join(dir, "file"), Reply: filepath.Join(dir, "reply")}
	if err := os.WriteFile(u.File, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.ContentLength != 0 || len(q.TransferEncoding) > 0 || q.URL.RawQuery != "" {
			t.Errorf("%d bytes, %v, %q", q.ContentLength, q.TransferEncoding, q.URL.RawQuery)
		}
		_, _ = w.Write(make([]byte, 1000))
	}))
	defer app.Close()
	to, err := url.Parse(app.URL + "/told")
	if err != nil {
		t.Fatal(err)
	}
	n := &Notifier{URL: to, ByValue: true, Transport: app.Client().Transport}
	if v, err := n.Take(t.Context(), u); v != (Verdict{}) || err != nil {
		t.Errorf("%+v, %v", v, err)
	}
	if info, err := os.Stat(u.Reply); err != nil || info.Size() != 1000 {
		t.Errorf("the reply: %v", err)
	}
	u.File = filepath.Join(dir, "gone")
	if _, err := n.Take(t.Context(), u); err == nil {
		t.Error("an upload that is gone is told")
	}
}

// TestFileOfUsers: what is no such file is refused with the line, and leaves the users as they were.
func TestFileOfUsers(t *testing.T) {
	hash, err := bcrypt.GenerateFromPassword([]byte("word"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	good := "ann:" + string(hash)
	path := filepath.Join(t.TempDir(), "users")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ReadUsers(path); err == nil {
		t.Error("a file that is not there has users")
	}
	write(good)
	users, err := ReadUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	for text, said := range map[string]string{
		"": "no users", "# nobody\n\n": "no users", good + "\nbob": "line 2", good + "\n\n:" + string(hash): "line 3",
		"# first\nbob:{SHA}x\n" + good: "line 2: the hash of bob", good + "\n" + strings.Repeat("#", maxUsersFile-len(good)): "too large",
	} {
		write(text)
		if _, err := ReadUsers(path); err == nil || !strings.Contains(err.Error(), said) || !strings.Contains(err.Error(), path) {
			t.Errorf("%.30q: %v, want %q", text, err, said)
		}
		if err := users.Reload(); err == nil || !users.valid("ann", "word") {
			t.Errorf("%.30q: %v, and who was known is not", text, err)
		}
	}
	write(" \n# a\n" + good + "\r\n")
	if err := users.Reload(); err != nil || !users.valid("ann", "word") || users.valid("ann", "Word") || users.valid("bob", "word") {
		t.Errorf("of Windows: %v", err)
	}
	users.mu.Lock()
	for i := range maxRemembered {
		users.right[[32]byte{byte(i), byte(i >> 8), 1}] = users.read
	}
	users.mu.Unlock()
	if users.remember([32]byte{9}); len(users.right) > maxRemembered {
		t.Errorf("%d are remembered", len(users.right))
	}
}

// TestWhyASignInFails is in the log: nothing was given, or what was given is wrong.
func TestWhyASignInFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	usersFile(t, path, "ann")
	users, err := ReadUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	var log []Entry
	g := start(t, Options{Users: users, Log: func(e Entry) { log = append(log, e) }})
	no := step{packet: "Create-Session", status: 401, code: noAccess}
	g.do(no)
	g.doAs("ann", "wrong", no)
	if len(log) != 2 || log[0].Why != "no sign-in" || log[1].Why != "wrong name or password" || log[0].Status != 401 {
		t.Errorf("%+v", log)
	}
	e := Entry{Packet: bits.CloseSession, Path: "/a", Status: 200, Received: -1, Session: "{X}", Digest: "ab"}
	if got := e.String(); !strings.HasSuffix(got, "-> 200 {X} sha-256 ab") {
		t.Errorf("%s", got)
	}
}

// TestLogSaysWhichAnswerNamedTheFile: it is that of the last fragment, once, whatever comes after it.
func TestLogSaysWhichAnswerNamedTheFile(t *testing.T) {
	var log []string
	g := start(t, Options{Log: func(e Entry) {
		log = append(log, fmt.Sprint(e.Packet, " ", e.Status, " ", e.Complete))
	}})
	closing := step{packet: "Close-Session", status: 200}
	g.run(create, part("0-3/8", "0123", "4"), part("4-7/8", "4567", "8"), part("6-7/8", "67", "8"), closing, closing)
	want := []string{
		"Create-Session 200 false", "Fragment 200 false", "Fragment 200 true", "Fragment 200 false", "Close-Session 200 false", "Close-Session 200 false",
	}
	if !slices.Equal(log, want) {
		t.Errorf("%q, want %q", log, want)
	}
	g.wantFile("a.bin", "01234567")
}
