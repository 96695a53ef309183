package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

func uploadingJob(name string, acked, sent, size int64) *transfer.Job {
	return &transfer.Job{
		ID: uuid.New(), Source: transfer.Source{Path: "/f/" + name, Size: size}, Target: transfer.Target{URL: "http://h/" + name},
		Acked: acked, Sent: sent, Phase: transfer.Sending, Rate: 1e6,
	}
}

func progressOf(out *strings.Builder, ids ...uuid.UUID) *progress {
	return newProgress(&call{process: process{stderr: out, getenv: func(string) string { return "" }}}, ids)
}

func TestProgressLine(t *testing.T) {
	got := progressLine(uploadingJob("half.bin", 50e6, 75e6, 100e6))
	if !strings.Contains(got, "[######===...] Uploading 50 %, 1.0 MB/s, 50 s left") {
		t.Errorf("line is %q", got)
	}
	for _, j := range []*transfer.Job{
		uploadingJob(strings.Repeat("ж", 300), 1<<60, 1<<61, 1<<62),
		uploadingJob("odd", 200, 300, 100), // a server that claims more than there is
		uploadingJob("empty", 0, 0, 0),
	} {
		if n := len([]rune(progressLine(j))); n > lineWidth {
			t.Errorf("%.10s: %d characters", j.Name(), n)
		}
	}
}

// The block is drawn over itself: as many lines are taken away as stand there.
func TestProgressBlock(t *testing.T) {
	a, b := uploadingJob("a", 1, 1, 10), uploadingJob("b", 1, 1, 10)
	var out strings.Builder
	p := progressOf(&out, a.ID, b.ID)
	p.redraw = true
	if p.show(jobs{a.ID: a, b.ID: b}) {
		t.Error("over before the end")
	}
	out.Reset()
	done := *a
	done.Outcome = transfer.Delivered
	if p.show(jobs{a.ID: &done, b.ID: b}) || p.failed {
		t.Errorf("over with one of two done, or failed: %v", p.failed)
	}
	if got := out.String(); !strings.HasPrefix(got, "\x1b[2A\x1b[Ja: Done - ") || strings.Count(got, "\n") != 2 {
		t.Errorf("drew %q", got)
	}
	out.Reset()
	if !p.show(jobs{a.ID: &done}) || !p.failed {
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
		p.show(jobs{j.ID: j})
	}
	if n := strings.Count(out.String(), "\n"); n != 10 {
		t.Errorf("%d lines for ten tenths:\n%s", n, out.String())
	}
	j.Fault = &transfer.Fault{Kind: transfer.KindDenied, HTTP: 403, Final: true}
	if !p.show(jobs{j.ID: j}) || !p.failed || !strings.Contains(out.String(), "403") {
		t.Errorf("the failure is not told:\n%s", out.String())
	}
}

// A job that tries again says why, once for each cause, wherever the output goes.
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
				p.show(jobs{j.ID: j})
				j.Phase, j.RetryAt = transfer.Opening, time.Time{}
				p.show(jobs{j.ID: j})
			}
		}
		trip(transfer.KindNotBITS, 200)
		trip(transfer.KindBusy, 503)
		j.Phase, j.Fault = transfer.Sending, nil
		p.show(jobs{j.ID: j})
		trip(transfer.KindBusy, 503)
		for text, times := range map[string]int{"does not take BITS uploads": 1, "is busy": 2} {
			if n := strings.Count(out.String(), text); n != times {
				t.Errorf("terminal %v: %q is said %d times, not %d:\n%s", terminal, text, n, times, out.String())
			}
		}
	}
}
