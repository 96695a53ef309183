package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/mattn/go-runewidth"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

func uploadingJob(name string, acked, sent, size int64) *transfer.Job {
	return &transfer.Job{
		ID: uuid.New(), Source: source.File{Path: "/f/" + name, Size: size}, Target: transfer.Target{URL: "http://h/" + name},
		Acked: acked, Sent: sent, Phase: transfer.Sending, Rate: 1e6,
	}
}

func progressOf(out *strings.Builder, ids ...uuid.UUID) *progress {
	return newProgress(&call{Process: Process{Stderr: out, Getenv: func(string) string { return "" }}}, ids)
}

// sumOf is the line of totals when the jobs are as given.
func sumOf(p *progress, jobs ...*transfer.Job) string {
	for _, j := range jobs {
		p.take(j.ID, j)
	}
	return p.sumLine()
}

func TestProgressLine(t *testing.T) {
	got := barLine(uploadingJob("half.bin", 50e6, 75e6, 100e6), 80)
	if !strings.Contains(got, "[######===...] Uploading 50 %, 1.0 MB/s, 50 s left") {
		t.Errorf("line is %q", got)
	}
	crawl := uploadingJob("crawl.bin", 0, 0, 1<<62)
	crawl.Rate = 1
	if got := barLine(crawl, 80); !strings.Contains(got, words.LeftText(words.LeftOf(crawl))) || strings.Contains(got, "few seconds") {
		t.Errorf("of a crawl: %q", got)
	}
	for _, j := range []*transfer.Job{
		uploadingJob(strings.Repeat("ж", 300), 1<<60, 1<<61, 1<<62),
		uploadingJob(strings.Repeat("東京都の報告書", 9)+".pdf", 5e6, 5e6, 1e7), // double-width letters
		uploadingJob("odd", 200, 300, 100),                               // the server claims more than the file has
		uploadingJob("empty", 0, 0, 0),
	} {
		for _, columns := range []int{80, 40, 12} {
			if n := drawnWidth(j, columns); n >= columns {
				t.Errorf("%.10s: %d of %d columns", j.Name(), n, columns)
			}
		}
	}
}

// drawnWidth is the number of columns of a job's line on a terminal of a given width.
func drawnWidth(j *transfer.Job, columns int) int {
	var out strings.Builder
	p := progressOf(&out, j.ID)
	p.redraw, p.size = true, func() (int, int) { return columns, 24 }
	p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
	return runewidth.StringWidth(strings.TrimSuffix(out.String(), "\n"))
}

// A shortened name keeps its end, which distinguishes files, in any script.
func TestShortenTo(t *testing.T) {
	for name, want := range map[string]string{
		"short.txt": "short.txt", "a-very-long-name-of-a-file.tar.gz": "a-very-long-…tar.gz",
		"東京都の大きな報告書の最終版.pdf": "東京都の大き…版.pdf",
	} {
		if got := shortenTo(name, 20); got != want && runewidth.StringWidth(got) > 20 || !strings.HasSuffix(got, name[len(name)-4:]) {
			t.Errorf("%q is %q, %d columns", name, got, runewidth.StringWidth(got))
		}
	}
}

// A block taller than the screen becomes one line: lines off the screen cannot be drawn over.
func TestProgressOnALowScreen(t *testing.T) {
	all, rows := queue.Jobs{}, 5
	var ids []uuid.UUID
	for i := range 10 {
		j := uploadingJob(fmt.Sprint("file", i), 1, 1, 10)
		all[j.ID], ids = j, append(ids, j.ID)
	}
	var out strings.Builder
	p := progressOf(&out, ids...)
	p.redraw, p.size = true, func() (int, int) { return 80, rows }
	p.show(transfer.Update(all), true)
	if got := out.String(); got != "0 of 10 files are over, 10 B of 100 B confirmed, 10 MB/s\n" {
		t.Errorf("drew %q", got)
	}
	out.Reset()
	rows = 11
	p.show(transfer.Update(all), true)
	if got := out.String(); !strings.HasPrefix(got, "\x1b[1A\x1b[J") || strings.Count(got, "\n") != 10 {
		t.Errorf("on a higher one it drew %q", got)
	}
}

// If a terminal becomes narrower, a line of one row takes several.
func TestProgressAfterAResize(t *testing.T) {
	j := uploadingJob("half.bin", 50e6, 75e6, 100e6)
	columns := 80
	var out strings.Builder
	p := progressOf(&out, j.ID)
	p.redraw, p.size = true, func() (int, int) { return columns, 24 }
	p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
	width := len(strings.TrimSuffix(out.String(), "\n"))
	out.Reset()
	columns = 30
	p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
	if want := fmt.Sprintf("\x1b[%dA", (width+29)/30); !strings.HasPrefix(out.String(), want) {
		t.Errorf("%d columns were taken away with %q", width, out.String())
	}
}

// Two thousand files in a pipe give a line each, and one for each tenth.
func TestManyFilesPiped(t *testing.T) {
	const files = 2000
	all := queue.Jobs{}
	var ids []uuid.UUID
	for i := range files {
		j := uploadingJob(fmt.Sprint("file", i), 0, 0, 10)
		j.Phase = transfer.Idle
		all[j.ID], ids = j, append(ids, j.ID)
	}
	var out strings.Builder
	p := progressOf(&out, ids...)
	p.show(transfer.Update(all), true)
	for i, id := range ids {
		for _, change := range []func(*transfer.Job){
			func(j *transfer.Job) { j.Phase = transfer.Opening },
			func(j *transfer.Job) { j.Phase = transfer.Sending; j.Acked = 5 },
			func(j *transfer.Job) { j.Acked, j.Outcome = 10, transfer.Delivered },
		} {
			change(all[id])
			if i%100 == 0 || all[id].Outcome != "" && i%10 == 9 { // an update for each change would only take time
				p.show(transfer.Update(all), true)
			}
		}
	}
	if n := strings.Count(out.String(), "\n"); n != files+10 {
		t.Errorf("%d lines for %d files", n, files)
	}
	if !strings.Contains(out.String(), "200 of 2000 files are over") {
		t.Error("the tenths are not told")
	}
}

// With quiet only failures are printed.
func TestQuietProgress(t *testing.T) {
	good, bad := uploadingJob("good", 1, 1, 10), uploadingJob("bad", 1, 1, 10)
	var out strings.Builder
	p := progressOf(&out, good.ID, bad.ID)
	p.quiet = true
	p.show(transfer.Update(queue.Jobs{good.ID: good, bad.ID: bad}), true)
	good.Outcome = transfer.Delivered
	bad.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
	p.show(transfer.Update(queue.Jobs{good.ID: good, bad.ID: bad}), true)
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.HasPrefix(got, "bad: Failed") {
		t.Errorf("printed %q", got)
	}
}

// The block is redrawn in place: as many lines are erased as were drawn.
func TestProgressBlock(t *testing.T) {
	a, b := uploadingJob("a", 1, 1, 10), uploadingJob("b", 1, 1, 10)
	var out strings.Builder
	p := progressOf(&out, a.ID, b.ID)
	p.redraw = true
	if p.show(transfer.Update(queue.Jobs{a.ID: a, b.ID: b}), true) {
		t.Error("over before the end")
	}
	out.Reset()
	done := *a
	done.Outcome = transfer.Delivered
	if p.show(transfer.Update(queue.Jobs{a.ID: &done, b.ID: b}), true) || p.failed {
		t.Errorf("over with one of two done, or failed: %v", p.failed)
	}
	if got := out.String(); !strings.HasPrefix(got, "\x1b[2A\x1b[Ja: Done · ") || strings.Count(got, "\n") != 2 {
		t.Errorf("drew %q", got)
	}
	out.Reset()
	if !p.show(transfer.Update(queue.Jobs{a.ID: &done}), true) || !p.failed {
		t.Error("a job that others removed is neither over nor failed")
	}
	if got := out.String(); !strings.HasPrefix(got, "\x1b[1A\x1b[J"+b.ID.String()+": removed") {
		t.Errorf("drew %q", got)
	}
}

func TestProgressPlain(t *testing.T) {
	var out strings.Builder
	j := uploadingJob("a", 0, 0, 100)
	p := progressOf(&out, j.ID)
	for j.Acked = range int64(100) {
		p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
	}
	if n := strings.Count(out.String(), "\n"); n != 10 {
		t.Errorf("%d lines for ten tenths:\n%s", n, out.String())
	}
	j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
	if !p.show(transfer.Update(queue.Jobs{j.ID: j}), true) || !p.failed || !strings.Contains(out.String(), "403") {
		t.Errorf("the failure is not told:\n%s", out.String())
	}
}

// A retrying job says why, once for each cause, on terminals and in pipes.
func TestProgressSaysWhyItTriesAgain(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		var out strings.Builder
		j := uploadingJob("a", 0, 0, 100)
		p := progressOf(&out, j.ID)
		p.redraw = terminal
		trip := func(kind transfer.Kind, status int) {
			for range 3 {
				j.Phase, j.Fault = transfer.Idle, &transfer.Fault{Kind: kind, HTTP: status}
				j.RetryAt = time.Now().Add(time.Minute)
				p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
				j.Phase, j.RetryAt = transfer.Opening, time.Time{}
				p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
			}
		}
		trip(transfer.KindNotBITS, 200)
		trip(transfer.KindBusy, 503)
		j.Phase, j.Fault = transfer.Sending, nil
		p.show(transfer.Update(queue.Jobs{j.ID: j}), true)
		trip(transfer.KindBusy, 503)
		for text, times := range map[string]int{"does not take BITS uploads": 1, "is busy": 2} {
			if n := strings.Count(out.String(), text); n != times {
				t.Errorf("terminal %v: %q is said %d times, not %d:\n%s", terminal, text, n, times, out.String())
			}
		}
	}
}

// TestSilenceIsSaidOnEveryLine: in the block of an upload, in its sum and in the list, where a speed would be.
func TestSilenceIsSaidOnEveryLine(t *testing.T) {
	j := uploadingJob("half.bin", 50e6, 75e6, 100e6)
	j.Rate, j.Quiet = 0, 12*time.Second
	const want = "no answer for 12 s"
	var out strings.Builder
	for where, got := range map[string]string{
		"the bar": barLine(j, 80), "the list": stateLine(j), "the sum": sumOf(progressOf(&out, j.ID), j),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q", where, got)
		}
	}
	moving := uploadingJob("other.bin", 5e6, 75e6, 100e6)
	if got := sumOf(progressOf(&out, j.ID, moving.ID), j, moving); strings.Contains(got, want) {
		t.Errorf("while one of two moves: %q", got)
	}
}

// TestProgressByChange: what is shown follows from what has changed alone, and in a long queue only that is looked at.
func TestProgressByChange(t *testing.T) {
	const files = 3000
	u := transfer.Update{}
	var ids []uuid.UUID
	for i := range files {
		j := uploadingJob(fmt.Sprint("file", i), 0, 0, 10)
		j.Phase = transfer.Idle
		u[j.ID], ids = j, append(ids, j.ID)
	}
	var out strings.Builder
	p := progressOf(&out, ids...)
	p.show(u, true)
	if len(p.jobs) > maxWaiting {
		t.Errorf("%d jobs that wait are kept", len(p.jobs))
	}
	done := *u[ids[7]]
	done.Outcome, done.Acked = transfer.Delivered, 10
	other := uploadingJob("another's", 5, 5, 10)
	change := transfer.Update{done.ID: &done, other.ID: other}
	if got := p.touched(change, false); len(got) != 1 || got[0] != done.ID {
		t.Errorf("of %d changed jobs %d are looked at", len(change), len(got))
	}
	p.show(change, false)
	p.show(transfer.Update{ids[8]: nil}, false)
	if got, want := p.sumLine(), fmt.Sprintf("2 of %d files are over, 10 B of %s confirmed", files, words.Size(10*(files-1))); !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !p.failed || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("printed %q", out.String())
	}
}
