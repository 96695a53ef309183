package queue

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/app/probe"
	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/ui/list"
)

// requests are all that a queue can be asked.
func requests(q Queue) map[string]func(ctx context.Context) error {
	tester := q.(probe.Tester)
	return map[string]func(ctx context.Context) error{
		"do": func(ctx context.Context) error {
			return q.Do(ctx, transfer.Command{Verb: transfer.VerbRun, IDs: []uuid.UUID{{1}}})
		},
		"watch":      func(ctx context.Context) error { return q.Watch(ctx, func(transfer.Update) error { return nil }) },
		"all":        func(ctx context.Context) error { _, err := q.All(ctx); return err },
		"each":       func(ctx context.Context) error { return q.Each(ctx, func(*transfer.Job) {}) },
		"transcript": func(ctx context.Context) error { _, err := q.Transcript(ctx, uuid.UUID{1}); return err },
		"pins":       func(ctx context.Context) error { _, err := q.Pins(ctx); return err },
		"servers":    func(ctx context.Context) error { _, err := q.Servers(ctx); return err },
		"proxy":      func(ctx context.Context) error { _, err := q.Proxy(ctx); return err },
		"set proxy":  func(ctx context.Context) error { return q.SetProxy(ctx, cards.Proxy{}) },
		"report":     func(ctx context.Context) error { _, err := q.Diagnostics(ctx); return err },
		"raise":      func(ctx context.Context) error { return q.Raise(ctx, []string{absent}) },
		"sign in": func(ctx context.Context) error {
			_, err := q.SignIn(ctx, SignIn{Place: filesOrigin, Account: transfer.Account{User: "ines"}})
			return err
		},
		"sign out":     func(ctx context.Context) error { _, err := q.SignOut(ctx, filesOrigin); return err },
		"accounts":     func(ctx context.Context) error { _, err := q.Accounts(ctx); return err },
		"certificates": func(ctx context.Context) error { _, err := q.Certificates(ctx); return err },
		"give": func(ctx context.Context) error {
			_, err := q.GiveCertificate(ctx, list.OwnCertificate{Address: filesOrigin + "/", File: absent})
			return err
		},
		"take": func(ctx context.Context) error { _, err := q.TakeCertificate(ctx, filesOrigin+"/"); return err },
		"verify": func(ctx context.Context) error {
			_, err := q.Verify(ctx, *told(), func(int64) {})
			return err
		},
		"test": func(ctx context.Context) error {
			_, err := tester.Test(ctx, probe.Order{Address: "http://127.0.0.1:9/", Timeout: time.Second}, func(probe.Step) {})
			return err
		},
		"try": func(ctx context.Context) error {
			_, err := tester.Try(ctx, probe.Order{Address: "http://127.0.0.1:9/", Timeout: time.Second})
			return err
		},
		"certificate": func(ctx context.Context) error {
			_, err := tester.Certificate(ctx, transfer.CertificateAt{Address: "https://127.0.0.1:9/"}, time.Second)
			return err
		},
	}
}

// TestEveryRequestTellsTheOwnersEnd: whoever asks an owner that has ended, or that ends in the middle of its answer, is
// told so and can ask the next one; whoever gives up himself is told that.
func TestEveryRequestTellsTheOwnersEnd(t *testing.T) {
	r := newRig(t)
	l := r.owner()
	q, err := Dial(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	gaveUp, cancel := context.WithCancel(t.Context())
	cancel()
	for name, ask := range requests(q) {
		if err := ask(gaveUp); !errors.Is(err, context.Canceled) || errors.Is(err, ErrOwnerGone) {
			t.Errorf("%s, given up: %v", name, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for name, ask := range requests(q) {
		if err := ask(t.Context()); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("%s, after the end: %v", name, err)
		}
	}
	for _, half := range []string{"", `{"jobs":`, `{"more":true}` + "\n"} {
		said := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" + half
		t.Run(half, func(t *testing.T) {
			answering(t, r.Dir, said)
			for name, ask := range requests(q) {
				if one := !slices.Contains([]string{"all", "each", "watch", "test", "verify"}, name); one && strings.HasSuffix(half, "\n") {
					continue // that is a whole answer to it
				}
				if err := ask(t.Context()); !errors.Is(err, ErrOwnerGone) {
					t.Errorf("%s, in the middle: %v", name, err)
				}
			}
		})
	}
}

// TestLanguageThatCannotBeRead is none: a link, a folder or a long file may be anything.
func TestLanguageThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, languageFile)
	if err := os.WriteFile(path, []byte(strings.Repeat("ru ", 10_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := KeptLanguage(dir); got != "" {
		t.Errorf("a long one: %.20q", got)
	}
	if err := os.WriteFile(path, []byte(" ru\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := KeptLanguage(dir); got != "ru" {
		t.Errorf("with a line break: %q", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := KeptLanguage(dir); got != "" {
		t.Errorf("a folder: %q", got)
	}
}
