package transfer

import (
	"context"
	"crypto/tls"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/identity/identitytest"
)

// ownRig is a receiver behind nginx that asks for certificates of an authority.
type ownRig struct {
	*signInRig
	servers, clients *identitytest.Authority
	file             string          // what the server is shown, "" for nothing
	blocked          tls.Certificate // revoked by its authority
}

// nginxClientCert is nginx over TLS that verifies certificates of users; the lines say how.
func nginxClientCert(t *testing.T, servers, clients *identitytest.Authority, lines string) proxy {
	t.Helper()
	own := servers.Server(-1, 1, "127.0.0.1")
	p := nginx
	p.config = strings.Replace(nginx.config, "listen %[2]s;", `listen %[2]s ssl; ssl_certificate %[1]s/server.pem; ssl_certificate_key %[1]s/server.key;
	ssl_client_certificate %[1]s/clients.pem; `+lines, 1)
	p.files = map[string]string{
		"server.pem": string(identitytest.Chain(own)), "server.key": string(identitytest.Key(t, own)), "clients.pem": string(clients.PEM()),
	}
	return p
}

func newOwnRig(t *testing.T, lines string) *ownRig {
	t.Helper()
	r := &ownRig{servers: identitytest.New(t, "Acme Server CA"), clients: identitytest.New(t, "Acme Client CA")}
	r.blocked = r.clients.Client("leaver", -1, 1)
	p := nginxClientCert(t, r.servers, r.clients, lines)
	p.files["revoked.pem"] = string(r.clients.Revoke(r.blocked))
	r.signInRig = newSignInRig(t, p)
	r.origin = strings.Replace(r.origin, "http:", "https:", 1)
	r.tls = &tls.Config{RootCAs: r.servers.Pool()}
	return r
}

// launch opens the queue again with what the server is shown.
func (r *ownRig) launch() {
	r.t.Helper()
	if r.engine != nil {
		_ = r.engine.Close()
	}
	e, err := Open(Options{
		Dir: r.state, UserAgent: "Sendoff/test", LockWait: 5 * time.Second,
		Transport: bits.Options{Proxy: r.proxy, TLS: r.tls, Own: r.own},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.engine, r.feed, r.jobs = e, e.Watch(), Update{}
	r.t.Cleanup(func() { _ = e.Close() })
	e.Start()
}

// own shows the rig's file to the rig's server alone.
func (r *ownRig) own(u *url.URL) *bits.Own {
	if r.file == "" || bits.Origin(u) != r.origin {
		return nil
	}
	file := r.file
	return &bits.Own{Name: file, Load: func(context.Context) (*tls.Certificate, error) {
		c, err := identity.Read(file, "", nil)
		if err == nil {
			err = identity.Check(file, c.Leaf, time.Now())
		}
		return c, err
	}}
}

// give writes a certificate with its key into a file of the test.
func (r *ownRig) give(c tls.Certificate) { r.file = pemFile(r.t, c) }

func pemFile(t testing.TB, c tls.Certificate) string {
	t.Helper()
	return identitytest.File(t, "own.pem", identitytest.Chain(c), identitytest.Key(t, c))
}

func waitsForOwn(j *Job) bool { return j.Fault != nil && j.Fault.Kind.OwnCertificate() }

// TestClientCertificateNginx: nginx that requires a certificate says so with a page of 400, in both versions of TLS. The
// upload waits for a certificate, names whose are taken, and goes on with the right one.
func TestClientCertificateNginx(t *testing.T) {
	for _, version := range []string{"TLSv1.2", "TLSv1.3"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			r := newOwnRig(t, "ssl_verify_client on; ssl_protocols "+version+";")
			r.launch()
			file, j := r.add("survey.bin", 3<<20)
			f := r.until(j.ID, waitsForOwn).Fault
			if f.Kind != KindClientCert || !f.Final || f.Code != bits.CodeClientCertificate || f.Cert.Issuer != "CN=Acme Client CA" {
				t.Fatalf("without one: %+v", f)
			}
			if s := r.jobs[j.ID].State(); s != NeedsYou {
				t.Errorf("it is %v", s)
			}
			r.give(r.clients.Client("ines", -1, 1))
			r.do(Command{Verb: VerbShown, At: r.origin})
			r.until(j.ID, inState(Done))
			r.arrived(file)
		})
	}
}

// TestACardWithACertificateLetsItsUploadsGoOn: an upload that waits for one goes on when its server's card names it, and one
// whose certificate the server does not take when the card names another; a card of another server changes nothing.
func TestACardWithACertificateLetsItsUploadsGoOn(t *testing.T) {
	t.Parallel()
	r := newOwnRig(t, "ssl_verify_client on;")
	r.launch()
	file, j := r.add("survey.bin", 3<<20)
	r.until(j.ID, waitsForOwn)
	strange := pemFile(t, identitytest.New(t, "Somebody Else CA").Client("ines", -1, 1))
	r.file = strange
	r.do(Command{Verb: VerbCard, Cards: []cards.Card{{Name: "Elsewhere", Address: "https://elsewhere.invalid/", Certificate: cards.Certificate{File: strange}}}})
	if f := r.until(j.ID, waitsForOwn).Fault; f.Kind != KindClientCert {
		t.Fatalf("after the card of another server: %+v", f)
	}
	card := cards.Card{Name: "Lab", Address: r.origin + "/", Certificate: cards.Certificate{File: strange}}
	r.do(Command{Verb: VerbCard, Cards: []cards.Card{card}})
	r.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Fault.Kind == KindOwnIssuer })
	r.give(r.clients.Client("ines", -1, 1))
	card.Certificate.File = r.file
	r.do(Command{Verb: VerbCard, At: "Lab", Cards: []cards.Card{card}})
	r.until(j.ID, inState(Done))
	r.arrived(file)
}

// TestOneCertificateIsNotAnother: what is wrong with a certificate is told apart: another issuer than the server takes, one
// that has ended, one that the server has revoked, and no file.
func TestOneCertificateIsNotAnother(t *testing.T) {
	strange := identitytest.New(t, "Somebody Else CA")
	for name, c := range map[string]struct {
		file func(r *ownRig) string
		kind Kind
	}{
		"another issuer": {func(r *ownRig) string { return pemFile(t, strange.Client("ines", -1, 1)) }, KindOwnIssuer},
		"ended":          {func(r *ownRig) string { return pemFile(t, r.clients.Client("ines", -2, -1)) }, KindOwnDates},
		"not yet":        {func(r *ownRig) string { return pemFile(t, r.clients.Client("ines", 1, 2)) }, KindOwnDates},
		"revoked":        {func(r *ownRig) string { return pemFile(t, r.blocked) }, KindOwnRefused},
		"no file":        {func(*ownRig) string { return "/no/such/file.pem" }, KindOwnMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newOwnRig(t, "ssl_verify_client on; ssl_crl %[1]s/revoked.pem;")
			r.file = c.file(r)
			r.launch()
			_, j := r.add("survey.bin", 1000)
			f := r.until(j.ID, waitsForOwn).Fault
			if f.Kind != c.kind || !f.Final {
				t.Errorf("%s: %+v", name, f)
			}
			if (c.kind == KindOwnDates || c.kind == KindOwnMissing) && f.Cert.File != r.file {
				t.Errorf("it names the file %q", f.Cert.File)
			}
		})
	}
}

// TestClientCertificateOpenSSL: OpenSSL's own server that requires a certificate breaks the handshake off with an alert:
// before it is over in TLS 1.2, after it in TLS 1.3.
func TestClientCertificateOpenSSL(t *testing.T) {
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			servers, clients := identitytest.New(t, "Acme Server CA"), identitytest.New(t, "Acme Client CA")
			own := servers.Server(-1, 1, "127.0.0.1")
			p := proxy{
				program: "openssl",
				args:    []string{"s_server", version, "-quiet", "-www", "-accept", "127.0.0.1:%[port]s", "-cert", "%[1]s/server.pem", "-key", "%[1]s/server.key", "-CAfile", "%[1]s/clients.pem", "-Verify", "1", "-verify_return_error"},
				files: map[string]string{
					"server.pem": string(identitytest.Chain(own)), "server.key": string(identitytest.Key(t, own)), "clients.pem": string(clients.PEM()),
				},
			}
			address := "https://" + p.start(t, "")
			f := faultAt(t, spot{address: address, options: bits.Options{TLS: &tls.Config{RootCAs: servers.Pool()}}})
			if f.Kind != KindClientCert || !f.Final || f.Cert.Issuer != "CN=Acme Client CA" {
				t.Errorf("%+v", f)
			}
			ines := clients.Client("ines", -1, 1)
			shown := &bits.Own{Name: "ines", Load: func(context.Context) (*tls.Certificate, error) { return &ines, nil }}
			f = faultAt(t, spot{address: address, options: bits.Options{
				Answer: 2 * time.Second, TLS: &tls.Config{RootCAs: servers.Pool()}, Own: func(*url.URL) *bits.Own { return shown },
			}})
			if f.Kind != KindStalled { // it answers no verb but GET
				t.Errorf("with one: %+v", f)
			}
		})
	}
}

// TestCertificateAskedForInTheMiddle: a server that asks only for a folder, and only after the head of a request, as IIS
// and Apache do, has to hold what it is sent meanwhile. So an empty packet goes first on a new connection, and a part of
// the file is taken. Without it Apache answers it with 413.
func TestCertificateAskedForInTheMiddle(t *testing.T) {
	if _, err := os.Stat("/usr/lib/apache2/modules/mod_ssl.so"); err != nil {
		t.Skip("apache2 has no mod_ssl")
	}
	r := &ownRig{servers: identitytest.New(t, "Acme Server CA"), clients: identitytest.New(t, "Acme Client CA")}
	own := r.servers.Server(-1, 1, "127.0.0.1")
	p := apacheAuth("Basic")
	begin, end, _ := strings.Cut(p.config, "<Location />")
	_, end, _ = strings.Cut(end, "</Location>")
	p.config = begin + `LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
SSLEngine on
SSLProtocol TLSv1.2
SSLCertificateFile %[1]s/server.pem
SSLCertificateKeyFile %[1]s/server.key
SSLCACertificateFile %[1]s/clients.pem
<Location />
  SSLVerifyClient require
</Location>` + end
	p.files = map[string]string{
		"server.pem": string(identitytest.Chain(own)), "server.key": string(identitytest.Key(t, own)), "clients.pem": string(r.clients.PEM()),
	}
	r.signInRig = newSignInRig(t, p)
	r.origin, r.tls = strings.Replace(r.origin, "http:", "https:", 1), &tls.Config{RootCAs: r.servers.Pool()}
	r.launch()
	file, j := r.add("survey.bin", 3<<20)
	if f := r.until(j.ID, waitsForOwn).Fault; f.Kind != KindClientCert {
		t.Fatalf("without one: %+v", f)
	}
	r.give(r.clients.Client("ines", -1, 1))
	r.do(Command{Verb: VerbShown, At: r.origin})
	r.until(j.ID, inState(Done))
	r.arrived(file)

	u, err := url.Parse(r.origin + "/again.bin")
	if err != nil {
		t.Fatal(err)
	}
	c := &bits.Client{URL: u, Transport: bits.NewTransport(bits.Options{Proxy: noProxy, TLS: r.tls, Own: r.own})}
	defer c.Transport.Disconnect()
	session, err := c.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Transport.Disconnect()
	receipt, err := c.Send(t.Context(), session, bits.Part{
		Range: bits.Range{First: 0, Last: firstFragment - 1, Total: file.Size}, Open: func() (*os.File, error) { return os.Open(file.Path) },
	})
	if err != nil || receipt.Received != firstFragment {
		t.Errorf("a part first on a new connection: %+v, %v", receipt, err)
	}
}

// TestRenewedCertificateCountsAtOnce: the file is read again for each handshake. A certificate that has ended is said, and once
// its file holds a new one the upload goes on by a retry, without a restart.
func TestRenewedCertificateCountsAtOnce(t *testing.T) {
	r := newOwnRig(t, "ssl_verify_client on;")
	r.give(r.clients.Client("ines", -2, -1))
	r.launch()
	file, j := r.add("survey.bin", 1<<20)
	if f := r.until(j.ID, waitsForOwn).Fault; f.Kind != KindOwnDates || f.Cert.Until.IsZero() {
		t.Fatalf("ended: %+v", f)
	}
	renewed := r.clients.Client("ines", -1, 1)
	if err := os.WriteFile(r.file, append(identitytest.Chain(renewed), identitytest.Key(t, renewed)...), 0o600); err != nil {
		t.Fatal(err)
	}
	r.do(Command{Verb: VerbRun, IDs: []uuid.UUID{j.ID}})
	r.until(j.ID, inState(Done))
	r.arrived(file)
}
