package cli

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/queue/queuetest"
	"sendoff/transfer/bits"
)

// plant is a secret that is given to Sendoff or told to it. While its upload lives, the queue file may hold a header's
// value and a token in an address, and nothing else: see "Where the data is" in the README.
type plant struct {
	text   string
	header bool   // the value of a header: in the queue file until its upload ends
	token  bool   // in an address: in the queue file until its record is forgotten
	card   bool   // on a server's card: in the queue file until it is changed or removed
	as     string // what else it may be taken for; "" = nothing
}

func planted(n int, what string) string { return fmt.Sprintf("plugh-%02d-%s", n, what) }

// The secrets.
var (
	plantPassword   = planted(1, "password")
	plantWrong      = planted(2, "wrong")
	plantTyped      = planted(3, "stdin")
	plantFolder     = planted(4, "folder")
	plantEnv        = planted(5, "environment")
	plantCredential = planted(6, "credential")
	plantList       = planted(7, "accounts")
	plantProxy      = planted(8, "proxy")
	plantProxyWrong = planted(9, "proxywrong")
	plantVariable   = planted(10, "variable")
	plantAddress    = planted(11, "address")
	plantCookie     = planted(12, "cookie")
	plantPin        = planted(13, "pin")
	plantTenant     = planted(14, "tenant")
	plantKey        = planted(15, "key")
	plantChanged    = planted(16, "changed")
	plantCancelled  = planted(17, "cancelled")
	plantFailed     = planted(18, "failed")
	plantToken      = planted(19, "token")
	plantTokenOff   = planted(20, "tokencancelled")
	plantQuery      = planted(21, "testquery")

	plantSOCKS         = planted(22, "socks")
	plantSOCKSWrong    = planted(23, "sockswrong")
	plantSOCKSVariable = planted(24, "socksvariable")
	plantDigest        = planted(25, "digest")
	plantDigestWrong   = planted(26, "digestwrong")
	plantCard          = planted(27, "card")
	plantCardOld       = planted(28, "cardold")
	plantCardToken     = planted(29, "cardtoken")
	plantScript        = planted(30, "script")
	plantPhrase        = planted(31, "phrase")
	plantPhraseWrong   = planted(32, "phrasewrong")

	plants = []plant{
		{text: plantPassword},
		{text: plantWrong},
		{text: plantTyped},
		{text: plantFolder},
		{text: plantEnv},
		{text: plantCredential},
		{text: plantList},
		{text: plantProxy},
		{text: plantProxyWrong},
		{text: plantVariable},
		{text: plantAddress},
		{text: plantCookie},
		{text: plantPin, header: true},
		{text: plantTenant, header: true},
		{text: plantKey, header: true},
		{text: plantChanged, header: true},
		{text: plantCancelled, header: true},
		{text: plantFailed, header: true},
		{text: plantToken, token: true},
		{text: plantTokenOff, token: true},
		{text: plantQuery},
		{text: plantSOCKS},
		{text: plantSOCKSWrong},
		{text: plantSOCKSVariable},
		{text: plantDigest, as: digestHash(plantDigest)},
		{text: plantDigestWrong, as: digestHash(plantDigestWrong)},
		{text: plantCard, card: true},
		{text: plantCardOld},
		{text: plantCardToken, token: true, card: true},
		{text: plantScript, card: true},
		{text: plantPhrase},
		{text: plantPhraseWrong},
	}
)

// written are the ways in which a secret may be written.
func (p plant) written() []string {
	list := []string{p.text, url.QueryEscape(p.text)}
	for pad := range 3 { // in Base64 it looks different at each place of a text
		code := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + p.text))
		list = append(list, code[4:len(code)-4])
	}
	if p.as != "" {
		list = append(list, p.as)
	}
	return list
}

func (p plant) in(data []byte) bool {
	for _, text := range p.written() {
		if bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}

// echoing is a server that tells everybody what it was told, in headers, in its realm and in pages. /open/ asks for
// nothing, /folder/ for an account of its own, everything else for ines. What is called no* is refused.
func echoing(r *rig) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		said := fmt.Sprint(q.Header.Get("Authorization"), q.Header.Get("Cookie"), q.Header.Get("X-Pin"), q.Header.Get("X-Tenant"), q.Header.Get("X-Api-Key"), " ", q.RequestURI)
		w.Header().Set("Server", said)
		w.Header().Set("Set-Cookie", "session="+plantCookie+"; Path=/")
		user, password, signed := q.BasicAuth()
		right := user == "ines" && strings.HasPrefix(password, "plugh-") && password != plantWrong && password != plantFolder
		if strings.HasPrefix(q.URL.Path, "/folder/") {
			right = user == "admin" && password == plantFolder
		}
		packet, _ := bits.ParsePacketType(q.Header.Get(bits.HeaderPacketType))
		switch {
		case !strings.HasPrefix(q.URL.Path, "/open/") && (!signed || !right):
			w.Header().Set("WWW-Authenticate", `Basic realm="`+said+`"`)
			http.Error(w, said, http.StatusUnauthorized)
		case strings.Contains(q.URL.Path, "/no") && packet == bits.CreateSession:
			http.Error(w, said, http.StatusForbidden)
		case strings.Contains(q.URL.Path, "/hang") && packet == bits.Fragment:
			_, _ = io.Copy(io.Discard, q.Body)
			<-q.Context().Done()
		default:
			r.Server.Recv.ServeHTTP(w, q)
		}
	}))
	r.T.Cleanup(s.Close)
	return s
}

// askingProxy is a proxy for http that asks for an account.
func askingProxy(t *testing.T) string {
	forward := &httputil.ReverseProxy{Rewrite: func(q *httputil.ProxyRequest) { q.Out.URL = q.In.URL; q.Out.Host = q.In.Host }}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		said := q.Header.Get("Proxy-Authorization")
		password := ""
		if _, token, ok := strings.Cut(said, " "); ok {
			plain, _ := base64.StdEncoding.DecodeString(token)
			_, password, _ = strings.Cut(string(plain), ":")
		}
		if password != plantProxy && password != plantVariable {
			w.Header().Set("Proxy-Authenticate", `Basic realm="`+said+`"`)
			http.Error(w, said, http.StatusProxyAuthRequired)
			return
		}
		q.Header.Del("Proxy-Authorization")
		forward.ServeHTTP(w, q)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// life is a run of all features that take a secret.
type life struct {
	*rig
	url  string // of the echoing server, without a slash
	said []byte // all that was printed
}

// run runs a command as a process of its own and keeps what it prints. Its exit code is of no matter here.
func (l *life) run(env []string, stdin string, args ...string) {
	l.T.Helper()
	c := l.Program(args...)
	c.Env = append(c.Env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")
	c.Env = append(c.Env, env...)
	c.Stdin = strings.NewReader(stdin)
	c.Begin(l.T)
	_ = c.End(l.T)
	l.said = append(l.said, fmt.Sprintf("\n%v\n%s%s", args[:1], c.Out.String(), c.Err.String())...)
}

// search looks for the secrets in all that was printed, and in each file of the queue's folder.
func (l *life) search(when string, may func(plant) bool) {
	l.T.Helper()
	for _, p := range plants {
		if p.in(l.said) {
			l.T.Errorf("%s: %s was printed", when, p.text)
		}
	}
	files := 0
	err := filepath.WalkDir(l.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, p := range plants {
			if allowed := strings.HasPrefix(d.Name(), "queue.db") && may(p); p.in(data) && !allowed {
				l.T.Errorf("%s: %s is in %s", when, p.text, d.Name())
			}
		}
		files++
		return err
	})
	if err != nil || files < 3 {
		l.T.Error(when, files, err)
	}
}

// show prints everything that can be shown of the queue.
func (l *life) show() {
	l.T.Helper()
	for _, args := range [][]string{
		{"list", "--all"},
		{"list", "--all", "--json"},
		{"sessions"},
		{"sessions", "--json"},
		{"sessions", "--csv"},
		{"accounts"},
		{"accounts", "--json"},
		{"diagnostics"},
		{"trust"},
	} {
		l.run(nil, "", args...)
	}
	for _, j := range l.List() {
		for _, args := range [][]string{{"show"}, {"show", "--json"}, {"receipt"}, {"receipt", "--json"}, {"receipt", "--html"}} {
			l.run(nil, "", append(args, j["id"].(string))...)
		}
	}
}

// TestPlantedSecretsLiveNoLongerThanTheirUploads plants secrets in all features that take one, before a server and a
// proxy that echo them. It searches all that is printed and written: while the uploads live, after they have ended,
// and after all is forgotten.
func TestPlantedSecretsLiveNoLongerThanTheirUploads(t *testing.T) {
	l := &life{rig: newRig(t)}
	for _, folder := range []string{"open", "open/card", "folder"} {
		if err := os.Mkdir(filepath.Join(l.Folder, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	server := echoing(l.rig)
	l.url = server.URL
	proxy := askingProxy(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"sendoff.password": plantCredential + "\n",
		"sendoff.accounts": `[{"place":"` + l.url + `/","user":"ines","password":"` + plantList + `","unencrypted":true}]`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := func(name string) string { return l.File(name, 1000) }
	to := func(path string) []string { return []string{"upload", "--unencrypted", "--to", l.url + path} }
	with := func(args []string, more ...string) []string { return append(append([]string{"-v"}, args...), more...) }
	credentials := "CREDENTIALS_DIRECTORY=" + dir

	// Passwords: of files, wrong ones, of the standard input, of a folder, of the environment, of a service.
	l.run(nil, "", with(to("/"), "--user", "ines", "--password-file", l.write("w", plantWrong), file("a.bin"))...)
	l.run(nil, "", with(to("/"), "--user", "ines", "--password-file", l.write("p", plantPassword), file("aa.bin"))...)
	l.run(nil, plantTyped+"\n", with(to("/"), "--user", "ines", "--password-stdin", file("b.bin"))...)
	l.run(nil, "", with(to("/folder/"), "--user", "admin", "--password-file", l.write("f", plantFolder), file("c.bin"))...)
	l.run([]string{"SENDOFF_USER=ines", "SENDOFF_PASSWORD=" + plantEnv}, "", with(to("/"), file("d.bin"))...)
	l.run([]string{"SENDOFF_USER=ines", credentials}, "", with(to("/"), file("e.bin"))...)
	l.run(nil, "", "add", "--to", l.url+"/", file("f.bin"))
	l.run([]string{credentials}, "", "-v", "run", "--until-idle")
	l.run(nil, plantTyped+"\n", "sign-in", l.url, "--user", "ines", "--password-stdin", "--unencrypted")
	// Proxies: an account in the variable, and one that was given.
	behind := "http_proxy=" + strings.Replace(proxy, "://", "://prox:"+plantVariable+"@", 1)
	l.run([]string{behind, "no_proxy=", "SENDOFF_USER=ines", "SENDOFF_PASSWORD=" + plantEnv}, "", with(to("/"), file("g.bin"))...)
	for _, password := range []string{plantProxyWrong, plantProxy} {
		list := `[{"place":"` + proxy + `","user":"prox","password":"` + password + `","proxy":true,"unencrypted":true}]`
		l.run([]string{"http_proxy=" + proxy, "no_proxy="}, "", "-v", "run", "--until-idle", "--accounts", l.write("l", list))
	}
	// Addresses.
	l.run(nil, "", "add", "--to", strings.Replace(l.url, "://", "://ines:"+plantAddress+"@", 1)+"/x.bin", file("h.bin"))
	l.run(nil, "", "test", l.url+"/open/t.bin?sig="+plantQuery)
	// Headers and tokens: of uploads that are done, changed, cancelled and refused; they live until then.
	l.run(nil, "", "add", "--paused", "--header", "X-Pin: "+plantPin, "--header", "X-Tenant: "+plantTenant, "--to", l.url+"/open/i.bin?sig="+plantToken, file("i.bin"))
	l.run(nil, "", "add", "--paused", "--header", "X-Api-Key: "+plantKey, "--to", l.url+"/open/j.bin", file("j.bin"))
	l.run(nil, "", "change", l.List()["j.bin"]["id"].(string), "--header", "X-Api-Key: "+plantChanged, "--to", l.url+"/open/j.bin")
	l.run(nil, "", "add", "--paused", "--header", "X-Pin: "+plantCancelled, "--to", l.url+"/open/k.bin?sig="+plantTokenOff, file("k.bin"))
	l.run(nil, "", "add", "--paused", "--header", "X-Tenant: "+plantFailed, "--to", l.url+"/open/no.bin", file("no.bin"))
	l.socks()
	l.digest()
	l.cards()
	l.certificates()
	l.show()
	l.showCards()
	l.search("while they live", func(p plant) bool { return p.header || p.token || p.card })
	queue, err := os.ReadFile(filepath.Join(l.Dir, "queue.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plants {
		if (p.header || p.token || p.card) && p.text != plantKey && !p.in(queue) { // the page of what was changed is used again
			t.Errorf("%s is not in the queue file, so this test finds nothing", p.text)
		}
	}

	l.run(nil, "", "cancel", l.List()["k.bin"]["id"].(string))
	l.run(nil, "", "resume", "--all")
	l.run([]string{"SENDOFF_USER=ines", "SENDOFF_PASSWORD=" + plantEnv}, "", "-v", "run", "--until-idle")
	l.show()
	l.search("with one left", func(p plant) bool { return p.token || p.card || p.text == plantFailed })
	l.run(nil, "", "cancel", "--all")
	for name, j := range l.List() {
		if want := map[string]string{"i.bin": "done", "j.bin": "done", "k.bin": "cancelled", "no.bin": "cancelled", "c.bin": "done", "socksvariable.bin": "done", "digest.bin": "done", "card.bin": "done", "card2.bin": "done", "certificate.bin": "done"}[name]; want != "" && j["state"] != want {
			t.Errorf("%s is %v, not %s", name, j["state"], want)
		}
	}
	l.show()
	crashed := exec.CommandContext(t.Context(), os.Args[0])
	crashed.Env = append(os.Environ(), queuetest.CrashIn+"="+l.Dir)
	if out, err := crashed.CombinedOutput(); err == nil {
		t.Errorf("it did not crash: %s", out)
	}
	l.run(nil, "", "list") // what a crash left is tidied up
	l.search("when they have ended", func(p plant) bool { return p.token || p.card })
	l.run(nil, "", "server", "remove", "Card")
	l.run(nil, "", "server", "remove", "Script")
	l.search("when the cards are gone", func(p plant) bool { return p.token })
	l.run(nil, "", "forget", "--all")
	l.show()
	l.search("when all is forgotten", func(plant) bool { return false })
}
