//go:build !nowindow

package main

import (
	"fmt"
	"image"
	"net/http"
	"os"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/receiver"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// TestShotsOfSizes takes the pictures of one busy queue of fifty uploads in all states: in every size of the window, in
// both themes and languages, in both forms of rows, and with the scales of dense screens.
func TestShotsOfSizes(t *testing.T) {
	dir := os.Getenv(shotsTo)
	if dir == "" {
		t.Skip("make shots sets " + shotsTo)
	}
	p := &screenshots{screen: openScreen(t, "light"), to: dir, language: words.English}
	p.StartX("-screen", "0", "2640x1560x24", "-noreset", "-nolisten", "tcp") // large enough for all of them
	p.Program("openbox")
	p.fifty()
	sizes := []image.Point{{480, 360}, {800, 600}, {1100, 720}, {1440, 900}, {2560, 1440}}
	for _, look := range []struct {
		theme, language, rows string
		scale                 float32
		sizes                 []image.Point
	}{
		{"light", words.English, list.RowsRoomy, 1, sizes},
		{"dark", words.English, list.RowsRoomy, 1, sizes},
		{"light", words.Russian, list.RowsRoomy, 1, sizes},
		{"dark", words.English, list.RowsCompact, 1, sizes},
		{"light", words.Russian, list.RowsCompact, 1, sizes[1:3]},
		{"light", words.English, list.RowsRoomy, 1.5, sizes[1:3]},
		{"dark", words.Russian, list.RowsRoomy, 2, sizes[1:3]},
	} {
		p.Env = append(p.Env, "FYNE_THEME="+look.theme, fmt.Sprint("FYNE_SCALE=", look.scale), cli.LanguageEnv+"="+look.language)
		p.suffix = fmt.Sprintf("-%s-%s-%s-x%v", look.theme, look.language, look.rows, look.scale)
		p.settings(func(s *list.Settings) {
			s.Language, s.Rows, s.Limits.Rate = look.language, look.rows, 700_000 // so that uploads run in all pictures
		})
		c, w := p.Sendoff()
		p.w = w
		p.Input("sleep 5") // until there is a speed
		for _, size := range look.sizes {
			size = image.Pt(int(float32(size.X)*look.scale), int(float32(size.Y)*look.scale))
			p.Place(w, image.Rectangle{Max: size}.Add(image.Pt(10, 30)))
			p.Input("mousemove 2630 1550")
			p.take(fmt.Sprintf("size-%04dx%04d", size.X, size.Y))
		}
		p.keys("key Down sleep 0.3 key Return")
		p.take("size-details")
		_ = c.Process.Signal(os.Interrupt)
		_ = c.End(t)
	}
}

// settings changes what is stored while no window is open.
func (p *screenshots) settings(change func(*list.Settings)) {
	p.T.Helper()
	engine, err := transfer.Open(transfer.Options{Dir: p.Dir})
	if err != nil {
		p.T.Fatal(err)
	}
	s, err := queue.LoadSettings(engine)
	if err != nil {
		p.T.Fatal(err)
	}
	change(&s)
	if err := queue.SaveSettings(engine, s); err != nil {
		p.T.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		p.T.Fatal(err)
	}
}

// fifty makes a queue of fifty uploads in all states, at servers of which one is away and one is not remembered.
func (p *screenshots) fifty() {
	network := &names{hosts: map[string]http.Handler{}}
	lab := network.receiver(p.T, "drop", receiver.Options{MaxSize: 80_000_000})
	network.hosts["files.example.com"], network.hosts["it.example.com"] = lab, network.receiver(p.T, "dumps", receiver.Options{})
	network.hosts["vault.example.com"] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", "Negotiate")
		w.WriteHeader(http.StatusUnauthorized)
	})
	p.Env = append(p.Env, "HTTP_PROXY="+network.serve(p.T, lab), "NO_PROXY=")
	const toLab, toDumps, toBranch, toVault = "http://files.example.com/drop/", "http://it.example.com/dumps/",
		"http://branch.example.com/in/", "http://vault.example.com/evidence/"
	c := p.open("fifty", list.Settings{
		Servers:    []list.Server{{Name: "Lab drop", URL: toLab}, {Name: "Branch office", URL: toBranch}, {Name: "Evidence", URL: toVault}},
		LastServer: toLab, Limits: transfer.Limits{Uploads: 4, PerServer: 2},
	}, "--limit", "700k")
	add := func(args ...string) { p.T.Helper(); p.Run(cli.ExitDone, append([]string{"add", "--to"}, args...)...) }
	for i := range 18 {
		add(toLab, p.empty(fmt.Sprintf("measurement-%02d.csv", i+1), int64(400+37*i)))
	}
	apptest.Eventually(p.T, "the first uploads", func() bool { return p.count("done") == 18 })
	add(toVault, p.empty("statement-of-the-second-witness-signed.pdf", 820_000))
	add(toVault, p.empty("evidence/photo-1.jpg", 4_100_000), p.empty("evidence/photo-2.jpg", 3_900_000), p.empty("evidence/photo-3.jpg", 4_400_000))
	add(toLab, p.empty("backup.vhdx", 61_000_000_000))
	add(toLab, p.empty("image-of-the-old-workstation-in-room-114-before-repair.vhdx", 92_000_000_000))
	add(toBranch, p.empty("ledger.xlsx", 4_800_000))
	add(toBranch, p.empty("ledger-2025.xlsx", 5_100_000))
	apptest.Eventually(p.T, "the trouble", func() bool { return p.count("failed")+p.count("needs_you") == 6 && p.count("retrying") > 0 })
	for i := range 3 {
		add(toLab, "--paused", p.empty(fmt.Sprintf("archive-%d.tar", i+1), 9_000_000))
	}
	for _, n := range []string{"draft.docx", "draft-2.docx"} {
		add(toLab, "--paused", p.empty(n, 300_000))
		p.Run(cli.ExitDone, "cancel", p.List()[n]["id"].(string))
	}
	add(toLab, p.empty("survey-0417.zip", 64_000_000))
	add(toLab, p.empty("site-plan-of-the-eastern-extension-revision-7.dwg", 58_000_000))
	add(toDumps, p.empty("dump-PC118.dmp", 72_000_000))
	add(toLab, p.empty("2026-04/img_0010.tif", 9_000_000), p.empty("2026-04/img_0011.tif", 9_000_000),
		p.empty("2026-04/img_0012.tif", 9_000_000), p.empty("2026-04/img_0013.tif", 9_000_000))
	for i := range 12 {
		add(toLab, p.empty(fmt.Sprintf("scan-%03d.tif", i+1), 12_000_000))
	}
	apptest.Eventually(p.T, "a first speed", func() bool { return p.count("uploading") == 3 })
	_ = c.Process.Signal(os.Interrupt)
	_ = c.End(p.T)
}
