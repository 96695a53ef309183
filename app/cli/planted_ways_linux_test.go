package cli

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer/identity/identitytest"
)

// digestRealm is of digesting.
const digestRealm = "the drop"

// digesting is a server that asks for ines by Digest (RFC 7616, MD5) and tells everybody what it was told.
func digesting(r *rig) string {
	field := regexp.MustCompile(`(\w+)="?([^",]*)"?`)
	sum := func(parts ...string) string {
		hash := md5.Sum([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(hash[:])
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		said := q.Header.Get("Authorization")
		w.Header().Set("Server", said)
		told := map[string]string{}
		for _, f := range field.FindAllStringSubmatch(said, -1) {
			told[f[1]] = f[2]
		}
		want := sum(sum("ines", digestRealm, plantDigest), told["nonce"], told["nc"], told["cnonce"], told["qop"], sum(q.Method, told["uri"]))
		if told["response"] != want {
			w.Header().Set("WWW-Authenticate", `Digest realm="`+digestRealm+`", nonce="abcdef", qop="auth", algorithm=MD5`)
			http.Error(w, said, http.StatusUnauthorized)
			return
		}
		r.Server.Recv.ServeHTTP(w, q)
	}))
	r.T.Cleanup(s.Close)
	return s.URL
}

// digestHash is as good as the password to whoever has it.
func digestHash(password string) string {
	hash := md5.Sum([]byte("ines:" + digestRealm + ":" + password))
	return hex.EncodeToString(hash[:])
}

// digest signs in by Digest, with a wrong password and the right one.
func (l *life) digest() {
	l.T.Helper()
	url := digesting(l.rig)
	for name, password := range map[string]string{"digestwrong.bin": plantDigestWrong, "digest.bin": plantDigest} {
		l.run(nil, "", "-v", "upload", "--to", url+"/", "--user", "ines", "--password-file", l.write("d", password), l.File(name, 1000))
	}
}

// socks goes over a SOCKS proxy: with an account in the variable, a wrong one and the right one.
func (l *life) socks() {
	l.T.Helper()
	address := apptest.SOCKS(l.T, plantSOCKS)
	_, port, _ := strings.Cut(strings.TrimPrefix(l.Server.URL, "http://"), ":")
	to := "http://0.0.0.0:" + port + "/" // this computer, by an address that no exception for its names covers
	behind := func(account string) []string {
		return []string{"http_proxy=socks5://" + account + address, "HTTP_PROXY=", "NO_PROXY=", "no_proxy="}
	}
	l.run(behind("ines:"+plantSOCKSVariable+"@"), "", "-v", "upload", "--to", to, l.File("socksvariable.bin", 1000))
	for _, password := range []string{plantSOCKSWrong, plantSOCKS} {
		list := `[{"place":"socks5://` + address + `","user":"ines","password":"` + password + `","proxy":true,"unencrypted":true}]`
		l.run(behind(""), "", "-v", "run", "--until-idle", "--accounts", l.write("s", list))
	}
}

// cards remembers servers whose cards have secret headers and tokens, changes one and uploads with them.
func (l *life) cards() {
	l.T.Helper()
	at := l.url + "/open/card/?sig=" + plantCardToken
	l.run(nil, "", "server", "add", "Card", at, "--header", "X-Api-Key: "+plantCardOld)
	l.run(nil, "", "-v", "upload", "--to", "Card/", l.File("card.bin", 1000))
	l.run(nil, "", "server", "edit", "Card", "--remove-header", "X-Api-Key", "--header", "X-Pin: "+plantCard)
	l.run(nil, "", "-v", "upload", "--to", "Card/", l.File("card2.bin", 1000))
	l.run(nil, "", "server", "add", "Script", l.url+"/open/script/", "--proxy-script", l.url+"/open/proxy.pac?sig="+plantScript)
	l.run(nil, "", "-v", "upload", "--to", "Script/", "--give-up", "none", l.File("script.bin", 1000))
	l.run(nil, "", "test", "Card")
	l.run(nil, "", "test", "Script")
}

// showCards prints and hands out what the cards say.
func (l *life) showCards() {
	l.T.Helper()
	l.run(nil, "", "server", "list")
	l.run(nil, "", "server", "list", "--json")
	for _, name := range []string{"Card", "Script"} {
		l.run(nil, "", "server", "show", name)
		l.run(nil, "", "server", "show", "--json", name)
		file := filepath.Join(l.T.TempDir(), "handed-out.sendoff")
		l.run(nil, "", "server", "export", name, file)
		text, err := os.ReadFile(file)
		if err != nil {
			l.T.Error(err)
		}
		l.said = append(l.said, text...)
	}
}

// certificates shows certificates of the user to a server: with a wrong passphrase, which nobody keeps, and with the right one,
// which the Sendoff that runs keeps.
func (l *life) certificates() {
	l.T.Helper()
	clients := identitytest.New(l.T, "Acme Client CA")
	to := l.wantsCertificates(clients)
	pfx := identitytest.File(l.T, "ines.pfx", clients.PKCS12(clients.Client("ines", -1, 1), plantPhrase))
	owner := l.Program("-v", "run")
	owner.Env = append(owner.Env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")
	owner.Begin(l.T)
	apptest.Eventually(l.T, "the owner's start", func() bool {
		_, err := queue.Dial(l.T.Context(), l.Dir)
		return err == nil
	})
	l.run(nil, "", "add", "--to", to, l.File("certificate.bin", 1000))
	apptest.Eventually(l.T, "the question", func() bool { return l.List()["certificate.bin"]["fault"] != nil })
	for _, phrase := range []string{plantPhraseWrong, plantPhrase} {
		l.run(nil, "", "-v", "certificate", pfx, "--for", to, "--passphrase-file", l.write("phrase", phrase))
	}
	apptest.Eventually(l.T, "the upload", func() bool { return l.List()["certificate.bin"]["state"] == "done" })
	l.run(nil, "", "certificate")
	l.run(nil, "", "quit")
	_ = owner.End(l.T)
	l.said = append(l.said, fmt.Sprintf("\nrun\n%s%s", owner.Out.String(), owner.Err.String())...)
}
