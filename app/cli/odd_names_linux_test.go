package cli

import (
	"bytes"
	"encoding/base64"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer/receiver"
)

// servedAsHex makes the rig's server accept every byte in a name: the real receiver stores the name's bytes in
// encoded form.
func (r *rig) servedAsHex() {
	r.T.Helper()
	ln, err := new(net.ListenConfig).Listen(r.T.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		r.T.Fatal(err)
	}
	server := receiver.NewServer(r.Server.Recv)
	behind := server.Handler
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		name := storedName(strings.TrimPrefix(q.URL.Path, "/"))
		q.URL.Path, q.URL.RawPath, q.RequestURI = "/"+name, "", "/"+name
		behind.ServeHTTP(w, q)
	})
	go func() { _ = server.Serve(ln) }() // ended below
	r.T.Cleanup(func() { _ = server.Close() })
	r.Server.URL = "http://" + ln.Addr().String() + "/"
}

func storedName(name string) string { return base64.RawURLEncoding.EncodeToString([]byte(name)) }

// TestNamesThatAreNotUTF8 uploads two files whose names differ in one Latin-1 byte, and one with the name that a
// careless program would make of both. They pass through command line, control channel, store, list and --json, and
// arrive under their own names.
func TestNamesThatAreNotUTF8(t *testing.T) {
	r := newRig(t)
	r.servedAsHex()
	names := []string{"caf\xe9.txt", "caf\xe8.txt"}
	decoy := r.File("caf\ufffd.txt", 77)
	var paths []string
	for i, name := range names {
		paths = append(paths, r.File(name, 3000+i))
	}
	owner := r.Start("run", "--limit", "1") // too slow to upload anything before the queue is closed and opened again
	apptest.Eventually(t, "an owner", func() bool { _, err := queue.Dial(t.Context(), r.Dir); return err == nil })
	for _, path := range paths { // over the control channel
		r.Run(ExitDone, "add", "--to", r.Server.URL, path)
	}
	out, _ := r.Run(ExitDone, "list", "--json")
	for i, path := range paths {
		want := `"path_bytes":"` + base64.StdEncoding.EncodeToString([]byte(path)) + `"`
		if !strings.Contains(out, want) {
			t.Errorf("%q: no %s in\n%s", names[i], want, out)
		}
	}
	owner.Stop()
	<-owner.Code
	r.Run(ExitDone, "run", "--until-idle") // from the store
	for _, path := range paths {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(r.Folder, storedName(filepath.Base(path))))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q is not what arrived: %v", path, err)
		}
	}
	if _, err := os.Stat(filepath.Join(r.Folder, storedName(filepath.Base(decoy)))); err == nil {
		t.Error("a file went up that nobody had named")
	}
	text, _ := r.Run(ExitDone, "list", "--all")
	for _, want := range []string{`caf\xE9.txt`, `caf\xE8.txt`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

// TestRefusedForBytesThatAreNoText: our own receiver accepts only UTF-8, and the row says what is wrong with the
// name.
func TestRefusedForBytesThatAreNoText(t *testing.T) {
	r := newRig(t)
	_, said := r.Run(ExitFailed, "upload", "--to", r.Server.URL, r.File("caf\xe9.txt", 10))
	if !strings.Contains(said, "it holds bytes that are no text (not UTF-8)") || !strings.Contains(said, `caf\xE9.txt`) {
		t.Errorf("said %q", said)
	}
}
