package cli

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/serve"
	"sendoff/transfer"
)

// TestServePrintsAnAddressThatWorks: upload accepts the address that serve prints, with its zone.
func TestServePrintsAnAddressThatWorks(t *testing.T) {
	for _, at := range []*net.TCPAddr{
		{IP: net.IPv4(127, 0, 0, 1), Port: 8080},
		{IP: net.ParseIP("fe80::1"), Port: 8080, Zone: "Eth0"},
		{IP: net.ParseIP("::1"), Port: 80},
	} {
		u, err := transfer.CheckURL(serve.Address(at, false))
		if err != nil || u.Hostname() != strings.Trim(strings.TrimSuffix(at.String(), u.Port()), "[]:") && at.Port != 80 {
			t.Errorf("%s is printed as %s: %v, %v", at, serve.Address(at, false), u, err)
		}
	}
}

// TestServeRefusesAHostThatClientsWouldNotFollow, as an option and in a file of settings.
func TestServeRefusesAHostThatClientsWouldNotFollow(t *testing.T) {
	r := newRig(t)
	settings := filepath.Join(t.TempDir(), "settings")
	for _, host := range []string{"node7.example.com:8080", "[::1]:8080", "[::1]", "http://node7", "node7/drop", "müller.example"} {
		for _, args := range [][]string{{"--host-id", host}, {"--config", settings}} {
			if err := os.WriteFile(settings, []byte("host-id = "+host+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, said := r.Run(exitUsage, append([]string{"serve", r.Folder, "--listen", "127.0.0.1:0"}, args...)...)
			if !strings.Contains(said, "without port") || !strings.Contains(said, host) {
				t.Errorf("%s: %q", args, said)
			}
		}
	}
	for _, host := range []string{"", "node7.example.com", "FRANKCAO8", "10.0.0.7", "::1"} {
		if err := new(hostID).UnmarshalText([]byte(host)); err != nil {
			t.Errorf("%q: %v", host, err)
		}
	}
}

// TestZonesAndLetters: an unescaped zone is answered with its correct form, and an internationalised name means one
// server and is shown with its letters.
func TestZonesAndLetters(t *testing.T) {
	r := newRig(t)
	_, said := r.Run(exitUsage, "add", "--to", "http://[::1%lo]:8080/d/", r.File("a.bin", 3))
	if !strings.Contains(said, "%25") {
		t.Errorf("said %q", said)
	}
	for _, host := range []string{"müller.example", "MÜLLER.example", "mu\u0308ller.example", "xn--mller-kva.example"} {
		r.Run(ExitDone, "add", "--paused", "--to", "http://"+host+"/"+host+"/", r.File(host, 3))
	}
	out, _ := r.Run(ExitDone, "list")
	if got := strings.Count(out, "http://müller.example "); got != 4 {
		t.Errorf("%d of 4 are on one server:\n%s", got, out)
	}
	out, _ = r.Run(ExitDone, "list", "--json")
	if got := strings.Count(out, `"url":"http://xn--mller-kva.example/`); got != 4 {
		t.Errorf("%d of 4 have one spelling:\n%s", got, out)
	}
}
