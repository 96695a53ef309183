package receiver

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// signedIn starts a receiver with users whose password is their name and "-word".
func signedIn(t *testing.T, o Options, names ...string) *rig {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users")
	usersFile(t, path, names...)
	users, err := ReadUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	o.Users = users
	return start(t, o)
}

// TestUsersHaveFolders: each user's uploads appear in a folder of the user's own, which is made when it is needed, or in
// the one that the user's account names. Nobody reaches the folder of another one.
func TestUsersHaveFolders(t *testing.T) {
	g := signedIn(t, Options{UserFolders: true, Accounts: map[string]Account{"bob": {Folder: "projects/b"}}},
		"ann", "bob", "..", "c/d", ".bits-sessions")
	as := func(user, text string) {
		t.Helper()
		g.doAs(user, user+"-word", create)
		g.doAs(user, user+"-word", part("0-1/2", text, "2"))
		g.doAs(user, user+"-word", closing)
	}
	as("ann", "an")
	as("bob", "bo")
	g.doAs("ann", "ann-word", step{packet: "Create-Session", path: "/../projects/b/x", status: 400, code: invalid})
	g.doAs("ann", "ann-word", step{packet: "Create-Session", path: "/projects/b/x", status: 404})
	for _, user := range []string{"..", "c/d", ".bits-sessions"} {
		g.doAs(user, user+"-word", step{packet: "Create-Session", status: 403, code: noAccess})
	}
	g.wantFiles(map[string]string{"ann/a.bin": "an", "projects/b/a.bin": "bo"})
}

// TestReplyBelongsToItsUser: nobody else gets a reply, not even with its address (S42, S35).
func TestReplyBelongsToItsUser(t *testing.T) {
	a := &teller{take: func(u Upload) (Verdict, error) { return Verdict{}, os.WriteFile(u.Reply, []byte("for "+u.User), 0o600) }}
	g := signedIn(t, Options{Application: a}, "ann", "bob")
	g.doAs("ann", "ann-word", create)
	g.doAs("ann", "ann-word", part("0-1/4", "ab", "2"))
	basic := func(user string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+user+"-word"))
	}
	s := last(200)
	s.header = "Authorization: " + basic("ann")
	reply := g.ask(s).Get("BITS-Reply-URL")
	for _, c := range []struct {
		authorization string
		status        int
		text          string
	}{
		{"", 401, ""}, {"Basic bm8=", 401, ""}, {basic("bob"), 404, ""}, {basic("ann"), 200, "for ann"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, reply, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", c.authorization)
		res, err := g.srv.Client().Transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if res.StatusCode != c.status || string(text) != c.text || err != nil || res.Body.Close() != nil {
			t.Errorf("%q: %d %q %v", c.authorization, res.StatusCode, text, err)
		}
	}
}

// TestUsersHaveLimits: an account's limits take the place of the common ones, for that user alone.
func TestUsersHaveLimits(t *testing.T) {
	g := signedIn(t, Options{MaxSize: 2, SessionsPerUser: 1, Accounts: map[string]Account{"bob": {MaxSize: 4, Sessions: 2}}}, "ann", "bob")
	named := func(path string, status int) step { return step{packet: "Create-Session", path: path, status: status} }
	for _, user := range []string{"ann", "bob"} {
		g.doAs(user, user+"-word", named("/1"+user, 200))
		large := step{packet: "Fragment", path: "/1" + user, rng: "0-1/4", body: "ab", status: 500, code: tooLarge}
		second := 503
		if user == "bob" {
			large.status, large.code, large.received, second = 200, "", "2", 200
		}
		g.doAs(user, user+"-word", large)
		g.doAs(user, user+"-word", named("/2"+user, second))
		g.doAs(user, user+"-word", named("/3"+user, 503))
	}
}

// TestAccountsThatDoNotWork: a folder outside that of the uploads, or among the sessions, is no folder for a user.
func TestAccountsThatDoNotWork(t *testing.T) {
	for _, a := range []Account{
		{Folder: ".."},
		{Folder: "a/../.."},
		{Folder: "/etc"},
		{Folder: "a//b"},
		{Folder: ".bits-sessions"},
		{Folder: ".BITS-sessions/x"},
		{Folder: `a\b`},
		{MaxSize: -1},
		{Sessions: -1},
	} {
		if r, err := Open(Options{Dir: t.TempDir(), Accounts: map[string]Account{"ann": a}}); err == nil {
			t.Errorf("%+v is taken", a)
			_ = r.Close()
		}
	}
}

// TestChange: new settings hold for the next request. A session that is there stays, and settings that do not work
// change nothing.
func TestChange(t *testing.T) {
	g := start(t, Options{})
	g.run(create, part("0-1/8", "01", "2"))
	o := g.o
	o.MaxSize, o.NoHidden, o.SessionsPerUser, o.MakeFolders = 4, true, 1, true
	if err := g.r.Change(o); err != nil {
		t.Fatal(err)
	}
	g.do(step{packet: "Fragment", rng: "2-3/8", body: "23", status: 500, code: tooLarge})
	g.do(step{packet: "Create-Session", path: "/.b", status: 400, code: invalid})
	g.do(step{packet: "Create-Session", path: "/b", status: 503})
	o.MaxSize, o.SessionsPerUser = 0, 0
	if err := g.r.Change(o); err != nil {
		t.Fatal(err)
	}
	g.run(part("2-7/8", "234567", "8"), closing)
	g.run(step{packet: "Create-Session", path: "/new/b", status: 200})
	for _, wrong := range []Options{{Dir: t.TempDir()}, {Dir: o.Dir, MaxSize: -1}} {
		if err := g.r.Change(wrong); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
	g.do(step{packet: "Create-Session", path: "/.b", status: 400, code: invalid})
	g.wantFile("a.bin", "01234567")
}

// TestNamesAreDurable: what is acknowledged would be found after a loss of power: each name that it needs was in its
// folder when that was last synced.
func TestNamesAreDurable(t *testing.T) {
	if !syncsFolders {
		t.Skip("the system makes names durable by itself")
	}
	durable := map[string]bool{}
	whole := syncFile
	t.Cleanup(func() { syncFile = whole })
	syncFile = func(f *os.File) error {
		if info, err := f.Stat(); err == nil && info.IsDir() {
			list, err := os.ReadDir(f.Name())
			for _, e := range list {
				durable[e.Name()] = true
			}
			return errors.Join(err, whole(f))
		}
		return whole(f)
	}
	g := start(t, Options{MakeFolders: true})
	for _, s := range []step{
		{packet: "Create-Session", path: "/new/folder/a", status: 200},
		{packet: "Fragment", path: "/new/folder/a", rng: "0-1/4", body: "ab", status: 200, received: "2"},
		{packet: "Fragment", path: "/new/folder/a", rng: "2-3/4", body: "cd", status: 200, received: "4"},
	} {
		g.do(s)
		names := []string{fileName(g.id) + recordSuffix, fileName(g.id) + dataSuffix}
		if s.received == "4" {
			names = []string{names[0], "new", "folder", "a"}
		}
		for _, name := range names {
			if !durable[name] {
				t.Errorf("%s %s is acknowledged, but the name of %s is not durable", s.packet, s.rng, name)
			}
		}
	}
}
