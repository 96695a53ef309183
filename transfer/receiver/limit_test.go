package receiver

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// TestSessionLimit: a user has a number of open sessions at most (S34). A complete, closed or cancelled one gives its
// place to another, after a restart too.
func TestSessionLimit(t *testing.T) {
	g := start(t, Options{SessionsPerUser: 3})
	crowded := step{packet: "Create-Session", path: "/x", status: 503}
	named := func(n int) step { return step{packet: "Create-Session", path: fmt.Sprintf("/%d", n), status: 200} }
	var ids []string
	for n := range 3 {
		g.do(named(n))
		ids = append(ids, g.id)
	}
	if h := g.do(crowded); h.Get("Retry-After") != "60" {
		t.Errorf("Retry-After is %q", h.Get("Retry-After"))
	}
	g.restart()
	g.do(crowded)
	for n, end := range []step{
		{packet: "Cancel-Session", path: "/0", session: ids[0], status: 200},
		{packet: "Close-Session", path: "/1", session: ids[1], status: 200},
		{packet: "Fragment", path: "/2", session: ids[2], rng: "0-1/2", body: "ab", status: 200, received: "2"},
	} {
		g.run(end, end, named(10+n), crowded)
	}
}

// TestSessionsOfAll: all together have a number of open sessions at most.
func TestSessionsOfAll(t *testing.T) {
	g := start(t, Options{Sessions: 2})
	g.run(create, step{packet: "Create-Session", path: "/b", status: 200}, step{packet: "Create-Session", path: "/c", status: 503})
}

// TestEmptySessionsMakeRoom: where there are too many sessions, those without a byte go after an hour, and no others.
func TestEmptySessionsMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := Open(Options{Dir: t.TempDir(), SessionsPerUser: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Close() }()
		x := &exchange{r: r, o: r.now(), principal: "a"}
		for _, total := range []int64{-1, 8} {
			if err := x.reserve(); err != nil {
				t.Fatal(err)
			}
			rec := record{ID: newSessionID(), Path: "a", Principal: "a", Total: total, Touched: time.Now()}
			if err := r.table.add(newSession(rec)); err != nil {
				t.Fatal(err)
			}
		}
		<-time.After(emptyKept)
		if err := x.reserve(); err == nil {
			t.Error("a session goes before its time")
		}
		<-time.After(crowdedWait)
		if err := x.reserve(); err != nil {
			t.Errorf("after an hour: %v", err)
		}
		<-time.After(2 * emptyKept)
		if err := x.reserve(); err == nil {
			t.Error("a session with a size goes too")
		}
	})
}

// usersFile writes a file of htpasswd with users whose password is their name and "-word".
func usersFile(t *testing.T, path string, names ...string) {
	t.Helper()
	text := strings.Builder{}
	text.WriteString("# who may upload\n\n")
	for _, name := range names {
		hash, err := bcrypt.GenerateFromPassword([]byte(name+"-word"), bcrypt.MinCost)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(name + ":" + string(hash) + "\n")
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (g *rig) doAs(user, password string, s step) http.Header {
	g.t.Helper()
	req, err := http.NewRequest("GET", "http://h/", http.NoBody)
	if err != nil {
		g.t.Fatal(err)
	}
	req.SetBasicAuth(user, password)
	s.header = "Authorization: " + req.Header.Get("Authorization")
	return g.do(s)
}

// TestSignIn: without the right name and password every packet is answered with 401 and the scheme. A session belongs to
// its user (S35).
func TestSignIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	usersFile(t, path, "ann", "bob")
	users, err := ReadUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	g := start(t, Options{Users: users, SessionsPerUser: 1})
	no := func(packet string) step {
		return step{packet: packet, rng: "0-1/4", body: "ab", status: 401, code: noAccess}
	}
	for _, packet := range []string{"Create-Session", "Fragment", "Ping", "Close-Session", "Cancel-Session"} {
		if h := g.do(no(packet)); h.Get("WWW-Authenticate") != `Basic realm="BITS uploads", charset="UTF-8"` {
			t.Errorf("%s: %v", packet, h)
		}
	}
	for _, wrong := range [][2]string{{"ann", "bob-word"}, {"ann", ""}, {"", ""}, {"nobody", "ann-word"}, {"ann", "ann-word "}} {
		g.doAs(wrong[0], wrong[1], no("Create-Session"))
	}
	g.doAs("ann", "ann-word", create)
	g.doAs("ann", "ann-word", step{packet: "Create-Session", path: "/b", status: 503})
	mine := g.id
	g.doAs("bob", "bob-word", step{packet: "Create-Session", path: "/c", status: 200})
	g.id = mine
	g.doAs("ann", "ann-word", part("0-1/4", "ab", "2"))
	for range 2 {
		for _, s := range []step{
			{packet: "Fragment", rng: "2-3/4", body: "xx", status: 500, code: unknown},
			{packet: "Close-Session", status: 500, code: unknown},
			{packet: "Cancel-Session", status: 500, code: unknown},
		} {
			g.doAs("bob", "bob-word", s)
		}
		g.restart()
	}
	g.doAs("ann", "ann-word", part("2-3/4", "cd", "4"))
	g.wantFile("a.bin", "abcd")
}

// TestUsersFileIsReadAgain: who was taken out of the file is refused, who was put in is let in, and a file that cannot
// be read changes nothing.
func TestUsersFileIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	usersFile(t, path, "ann")
	users, err := ReadUsers(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from memory
		if !users.valid("ann", "ann-word") || users.valid("eve", "eve-word") {
			t.Error("at first")
		}
	}
	usersFile(t, path, "eve", "zoe")
	if users.valid("ann", "ann-word") || !users.valid("eve", "eve-word") {
		t.Error("after the change")
	}
	for _, text := range []string{"", "eve", "eve:$apr1$x$y", ":x"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := users.Reload(); err == nil {
			t.Errorf("%q is taken for a file of users", text)
		}
		if !users.valid("eve", "eve-word") {
			t.Errorf("%q shuts everybody out", text)
		}
	}
}
