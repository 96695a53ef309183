//go:build !nowindow

package main

import (
	"image"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/receiver"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// shotsTo names the folder for the pictures of TestShots; .ci/shots sets it.
const shotsTo = "SENDOFF_SHOTS_TO"

// TestShots takes the pictures for review: the window in its states, with a real queue and real servers.
func TestShots(t *testing.T) {
	dir := os.Getenv(shotsTo)
	if dir == "" {
		t.Skip("make shots sets " + shotsTo)
	}
	for _, look := range []struct{ name, theme, language string }{
		{"light", "light", words.English}, {"dark", "dark", words.English}, {"ru", "light", words.Russian},
	} {
		t.Run(look.name, func(t *testing.T) {
			p := &screenshots{screen: openScreen(t, look.theme), to: dir, suffix: "-" + look.name, language: look.language}
			p.Env = append(p.Env, cli.LanguageEnv+"="+look.language)
			p.first()
			p.withUploads()
		})
	}
}

// screenshots takes the pictures of one theme.
type screenshots struct {
	*screen
	to, suffix, language string
	w                    string
}

func (p *screenshots) take(name string) {
	p.T.Helper()
	p.settle()
	if _, err := p.Tool("import", "-window", p.w, "-strip", filepath.Join(p.to, name+p.suffix+".png")); err != nil {
		p.T.Fatal(err)
	}
}

// settle waits until the window is painted and unchanged for a while.
func (p *screenshots) settle() {
	p.T.Helper()
	k, same := &keyboard{p.screen, p.w}, 0
	last := k.shoot()
	apptest.Eventually(p.T, "the first picture", func() bool {
		last = k.shoot()
		return strings.Trim(last.rgb, last.rgb[:1]) != ""
	})
	for range 12 { // with running uploads it never is
		p.Input("sleep 0.1")
		now := k.shoot()
		same++
		if now != last {
			same = 0
		}
		if last = now; same == 4 {
			break
		}
	}
}

// waitFor waits until a large part of the window differs, even slightly.
func (p *screenshots) waitFor(what string, before shot) {
	p.T.Helper()
	k := &keyboard{p.screen, p.w}
	apptest.Eventually(p.T, what, func() bool {
		now, n := k.shoot(), 0
		for i := range min(len(before.rgb), len(now.rgb)) {
			if before.rgb[i] != now.rgb[i] {
				n++
			}
		}
		return n > len(before.rgb)/4
	})
}

// newsGone waits until the message has disappeared.
func (p *screenshots) newsGone() {
	p.T.Helper()
	apptest.Eventually(p.T, "the going of the news", func() bool {
		img := p.Picture(p.w)
		b := img.Bounds()
		ground, above := image.Pt(b.Max.X-2, b.Max.Y-100), image.Pt(b.Max.X-2, b.Max.Y-50)
		return img.At(ground.X, ground.Y) == img.At(above.X, above.Y)
	})
}

func (p *screenshots) keys(commands ...string) {
	p.T.Helper()
	p.Activate(p.w)
	p.Input(commands...)
}

// open starts the program with its own queue and settings.
func (p *screenshots) open(dir string, s list.Settings, args ...string) *apptest.Child {
	p.T.Helper()
	p.Dir = filepath.Join(p.T.TempDir(), dir)
	s.Language = p.language
	engine, err := transfer.Open(transfer.Options{Dir: p.Dir})
	if err != nil {
		p.T.Fatal(err)
	}
	if err := queue.SaveSettings(engine, s); err != nil {
		p.T.Fatal(err)
	}
	engine.Start()
	for _, v := range s.Servers {
		if err := <-engine.Do(transfer.Command{Verb: transfer.VerbCard, Cards: []cards.Card{{Name: v.Name, Address: v.URL}}}); err != nil {
			p.T.Fatal(err)
		}
	}
	if err := engine.Close(); err != nil {
		p.T.Fatal(err)
	}
	c, w := p.Sendoff(args...)
	p.w = w
	p.Place(w, image.Rect(20, 40, 1120, 760))
	p.Input("mousemove 1270 795")
	return c
}

// empty is a sparse file of zeros.
func (p *screenshots) empty(name string, size int64) string {
	p.T.Helper()
	path := filepath.Join(p.Files, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		p.T.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		p.T.Fatal(err)
	}
	if err := f.Truncate(size); err != nil {
		p.T.Fatal(err)
	}
	if err := f.Close(); err != nil {
		p.T.Fatal(err)
	}
	old := time.Now().Add(-26 * time.Hour) // so that it counts as complete
	if err := os.Chtimes(path, old, old); err != nil {
		p.T.Fatal(err)
	}
	return path
}

// first shows the first minute with the program.
func (p *screenshots) first() {
	c := p.open("first", list.Settings{})
	p.take("01-empty")
	files := []string{p.empty("photo-1.jpg", 2_400_000), p.empty("photo-2.jpg", 3_100_000), p.empty("notes.txt", 1200)}
	before := (&keyboard{p.screen, p.w}).shoot()
	p.Run(cli.ExitDone, files...)
	apptest.Eventually(p.T, "the practice server", func() bool {
		_, err := os.Stat(filepath.Join(p.Dir, "practice"))
		return err == nil
	})
	p.waitFor("the sheet", before)
	p.take("02-add")
	apptest.Eventually(p.T, "the practice uploads", func() bool {
		p.keys("key Return sleep 0.5")
		return p.states("done", "photo-1.jpg", "photo-2.jpg", "notes.txt")
	})
	p.keys("key Escape")
	p.take("03-practice")
	p.keys("key ctrl+q")
	_ = c.End(p.T)
}

// withUploads shows a day with three servers, one of them away.
func (p *screenshots) withUploads() {
	network := &names{hosts: map[string]http.Handler{}}
	lab := network.receiver(p.T, "drop", receiver.Options{MaxSize: 80_000_000})
	network.hosts["files.example.com"], network.hosts["it.example.com"] = lab, network.receiver(p.T, "dumps", receiver.Options{})
	network.hosts["branch.example.com"] = network.receiver(p.T, "in", receiver.Options{})
	network.hosts["vault.example.com"] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", "Negotiate")
		w.WriteHeader(http.StatusUnauthorized)
	})
	p.Env = append(p.Env, "HTTP_PROXY="+network.serve(p.T, lab), "NO_PROXY=")
	const toLab, toDumps, toBranch, toVault = "http://files.example.com/drop/", "http://it.example.com/dumps/",
		"http://branch.example.com/in/", "http://vault.example.com/evidence/"
	settings := list.Settings{
		Servers: []list.Server{
			{Name: "Lab drop", URL: toLab}, {Name: "IT dumps", URL: toDumps}, {Name: "Branch office", URL: toBranch}, {Name: "Evidence", URL: toVault},
		},
		LastServer: toLab, Limits: transfer.Limits{Uploads: 4, PerServer: 2},
	}
	c := p.open("work", settings, "--limit", "2500k")
	add := func(to string, files ...string) {
		p.T.Helper()
		p.Run(cli.ExitDone, append([]string{"add", "--to", to}, files...)...)
	}
	done := []string{p.empty("calibration.csv", 91_000), p.empty("readme-2026-04.pdf", 640_000)}
	add(toLab, done...)
	apptest.Eventually(p.T, "the first uploads", func() bool { return p.states("done", "calibration.csv", "readme-2026-04.pdf") })
	add(toVault, p.empty("statement.pdf", 820_000))    // its server requires a sign-in
	add(toLab, p.empty("backup.vhdx", 61_000_000_000)) // too large
	add(toBranch, p.empty("ledger.xlsx", 48_000_000))
	apptest.Eventually(p.T, "the trouble", func() bool { return p.count("failed")+p.count("needs_you") == 2 && p.count("uploading") == 1 })
	apptest.Eventually(p.T, "a confirmed part", func() bool { // the row of the cancel says how much the server has
		acked, _ := p.List()["ledger.xlsx"]["acked"].(float64)
		return acked > 0
	})
	network.away("branch.example.com")
	p.Start("cancel", "--wait", "0s", p.List()["ledger.xlsx"]["id"].(string))
	apptest.Eventually(p.T, "the cancel", func() bool { return p.count("cancelling") == 1 })

	add(toLab, p.empty("survey-0417.zip", 64_000_000), p.empty("site-plan.dwg", 38_000_000))
	add(toDumps, p.empty("dump-PC118.dmp", 52_000_000))
	folder := filepath.Dir(p.empty("2026-04/img_0010.tif", 9_000_000))
	for _, n := range []string{"img_0011.tif", "img_0012.tif", "img_0013.tif"} {
		p.empty("2026-04/"+n, 9_000_000)
	}
	before := (&keyboard{p.screen, p.w}).shoot()
	p.Run(cli.ExitDone, folder)
	p.waitFor("the sheet", before)
	p.take("04-add-folder")
	apptest.Eventually(p.T, "the folder", func() bool {
		p.keys("key Return sleep 0.5")
		return len(p.List()) > 10
	})
	apptest.Eventually(p.T, "some progress", func() bool {
		a, _ := p.List()["survey-0417.zip"]["acked"].(float64)
		return a > 12_000_000
	})
	p.keys("key Escape")
	p.newsGone()
	p.take("05-busy")
	p.states12(c)
}

// names resolves made-up server names in a proxy: no name is looked up.
type names struct {
	mu    sync.Mutex
	hosts map[string]http.Handler
}

// ServeHTTP forwards a request by its host name. A server that is away does not answer.
func (n *names) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	h := n.hosts[r.Host]
	n.mu.Unlock()
	if h == nil {
		panic(http.ErrAbortHandler)
	}
	h.ServeHTTP(w, r)
}

func (n *names) away(host string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.hosts, host)
}

// receiver is a BITS server with one folder.
func (n *names) receiver(t testing.TB, folder string, o receiver.Options) *receiver.Receiver {
	t.Helper()
	o.Dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(o.Dir, folder), 0o700); err != nil {
		t.Fatal(err)
	}
	r, err := receiver.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// serve starts the proxy, with the server settings of a receiver, and returns its address.
func (n *names) serve(t testing.TB, like *receiver.Receiver) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := receiver.NewServer(like)
	server.Handler = n
	go func() { _ = server.Serve(ln) }() // ended below
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + ln.Addr().String()
}

func (p *screenshots) count(state string) int {
	n := 0
	for _, j := range p.List() {
		if j["state"] == state {
			n++
		}
	}
	return n
}

// states12 shows the views of running uploads.
func (p *screenshots) states12(c *apptest.Child) {
	p.keys("key ctrl+4")
	p.take("06-needs-you")
	p.keys("key ctrl+5")
	p.take("07-failed")
	p.keys("key ctrl+8")
	p.take("08-cancelling")
	p.keys("key ctrl+7")
	p.take("09-history")
	p.keys("key ctrl+2 sleep 0.3 key Home sleep 0.3 key Return")
	p.take("10-details")
	p.keys("key ctrl+l")
	p.take("11-protocol")
	p.keys("key Escape sleep 0.3 key ctrl+1 sleep 0.3 key ctrl+comma sleep 0.5")
	p.take("12-settings")
	p.keys("key Escape")
	p.Place(p.w, image.Rect(20, 40, 500, 640))
	p.take("13-narrow")
	_ = c.Process.Signal(os.Interrupt)
	_ = c.End(p.T)
}
