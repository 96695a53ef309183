//go:build !nowindow

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/app/cli"
	"sendoff/app/desktop"
	"sendoff/app/probe"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/ui"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// App implements ui.Host.
var _ ui.Host = (*App)(nil)

// Do hands a command to the engine.
func (a *App) Do(c transfer.Command) <-chan error { return a.queue.Engine().Do(c) }

// Post queues f for the screen's goroutine.
func (a *App) Post(f func()) { a.pump.post(f) }

// Notify shows a desktop notification.
func (a *App) Notify(title, body string) {
	go func() { // ends with the desktop's answer; Close does not wait for it
		if err := desktop.Notify(a.ctx, a.fyne, title, body); err != nil {
			a.queue.Log().Warn("message of the desktop", slog.Any("error", err))
		}
	}()
}

// TrayTip sets the tray icon's tooltip.
func (a *App) TrayTip(text string) { desktop.TrayTip(text) }

// Maximise maximises the window.
func (a *App) Maximise() { desktop.Maximise(a.window.Native()) }

// Minimise minimises the window. The toolkit has no such call; GLFW below it does.
func (a *App) Minimise() bool { return desktop.Minimise(a.window.Native()) }

// Learned asks what a server has taught.
func (a *App) Learned(server string, done func(transfer.ServerStats)) {
	a.wg.Go(func() { // ends with the engine's answer
		learned, err := a.queue.Engine().Learned([]string{server})
		if err != nil {
			a.queue.Log().Warn("what a server has taught", slog.Any("error", err))
		}
		a.Post(func() { done(learned[server]) })
	})
}

// ReadCard reads a .sendoff file.
func (a *App) ReadCard(path string, done func(c cards.Card, unknown []string, err error)) {
	a.wg.Go(func() { // ends with the disk's answer
		c, unknown, err := queue.ReadCard(path)
		a.Post(func() { done(c, unknown, err) })
	})
}

// SignIn takes the account of a server or proxy.
func (a *App) SignIn(s list.SignIn, done func(kept bool, err error)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		kept, err := a.queue.SignIn(a.ctx, s)
		a.Post(func() { done(kept, err) })
	})
}

// SignOut removes the account of a server.
func (a *App) SignOut(place string, done func(was bool, err error)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		was, err := a.queue.SignOut(a.ctx, place)
		a.Post(func() { done(was, err) })
	})
}

// GiveCertificate takes a certificate of this computer for a server.
func (a *App) GiveCertificate(c list.OwnCertificate, done func(kept bool, err error)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		kept, err := a.queue.GiveCertificate(a.ctx, c)
		a.Post(func() { done(kept, err) })
	})
}

// TakeCertificate shows the certificate of a place no more.
func (a *App) TakeCertificate(place string, done func(was bool, err error)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		was, err := a.queue.TakeCertificate(a.ctx, place)
		a.Post(func() { done(was, err) })
	})
}

// Certificates are those of this computer.
func (a *App) Certificates() []identity.Identity {
	all, _ := a.queue.Certificates(a.ctx) // this process owns the queue
	return all
}

// Accounts are the servers and proxies that the user is signed in at.
func (a *App) Accounts() []list.SignedIn { return a.queue.SignedIn() }

// Clipboard reads which files were copied.
func (a *App) Clipboard(done func(list.Copied, error)) {
	a.wg.Go(func() { // ends with the answer, in bounded time, or with the program
		copied, err := desktop.Clipboard(a.ctx)
		a.Post(func() {
			if errors.Is(err, desktop.ErrTextOnly) {
				copied, err = list.PathsIn(a.fyne.Clipboard().Content()), nil
			}
			done(copied, err)
		})
	})
}

// LogFile is the path of the program's log.
func (a *App) LogFile() string { return a.logFile }

// Reveal shows a file in the system's file manager.
func (a *App) Reveal(path string) error { return desktop.Reveal(a.ctx, path) }

// Keyring checks whether a keyring answers.
func (a *App) Keyring(done func(usable bool)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		usable := a.queue.KeyringUsable(a.ctx)
		a.Post(func() { done(usable) })
	})
}

// StartPractice starts the practice server.
func (a *App) StartPractice(done func(list.Server, error)) {
	a.wg.Go(func() { // ends when the server runs or has failed
		s, err := a.queue.StartPractice(a.ctx)
		a.Post(func() { done(s, err) })
	})
}

// PracticeFaults are what the practice server does wrong on purpose.
func (a *App) PracticeFaults() list.PracticeFaults { return a.queue.PracticeFaults() }

// SetPracticeFaults has the practice server do wrong what is switched on.
func (a *App) SetPracticeFaults(now list.PracticeFaults) error { return a.queue.SetPracticeFaults(now) }

// Inspect requests the transcript of a job.
func (a *App) Inspect(id uuid.UUID) {
	a.inspected.Store(nil)
	if id != uuid.Nil {
		a.inspected.Store(&id)
		a.inspect.Put(func(fresh *bool) { *fresh = true })
	}
}

// showTranscript delivers the inspected job's transcript whenever it has grown.
func (a *App) showTranscript(ctx context.Context) {
	var shown []bits.Note
	for a.inspect.Wait(ctx) == nil {
		fresh, _ := a.inspect.Take()
		id := a.inspected.Load()
		if id == nil {
			continue
		}
		notes, err := a.queue.Transcript(ctx, *id)
		if err != nil {
			a.queue.Log().Warn("transcript", slog.Any("error", err))
			continue
		}
		if fresh || !slices.Equal(notes, shown) { // the job may have changed without its transcript
			shown = notes
			a.Post(func() { a.window.ShowTranscript(*id, notes) })
		}
	}
}

// Choose shows the system's file chooser.
func (a *App) Choose(folder bool, done func(paths []string, err error)) {
	desktop.Choose(a.ctx, a.window.Native(), a.Post, folder, done)
}

// ChooseSave asks for a file to write.
func (a *App) ChooseSave(name string, done func(path string, err error)) {
	desktop.ChooseSave(a.ctx, a.window.Native(), a.Post, name, done)
}

// settingsAtStart applies the servers' cards and the command line to the settings.
func settingsAtStart(w *cli.Window, s list.Settings, b cards.Book) list.Settings {
	if w.Limit > 0 {
		s.Limits.Rate = w.Limit
	}
	if w.Server != "" {
		s.LastServer = w.Server
	}
	s.Habits = maps.Clone(s.Habits)
	s.UseCards(append(cards.Book{}, b...)) // not nil: there are cards, if none yet
	return s
}

// findServer finds the server of the command line, which is an address or the name of a card. An address without a
// card gets one, so that it can be chosen.
func findServer(w *cli.Window, e *transfer.Engine) error {
	if w.Server == "" {
		return nil
	}
	if c, _, ok := e.Cards().Meant(w.Server); ok {
		w.Server = c.Address
		return nil
	}
	c, err := cards.Card{Name: serverName(w.Server), Address: w.Server}.Checked(transfer.CheckURL)
	if err != nil {
		w.Server = ""
		return err
	}
	w.Server = c.Address
	if slices.ContainsFunc(e.Cards(), func(known cards.Card) bool { return known.Address == c.Address }) {
		return nil
	}
	for n := 2; e.Cards().Named(c.Name) >= 0; n++ {
		c.Name = fmt.Sprintf("%s (%d)", serverName(w.Server), n)
	}
	return <-e.Do(transfer.Command{Verb: transfer.VerbCard, Cards: []cards.Card{c}})
}

// lastingSettings removes the limit of --limit, which is for one run, unless the user has changed it in the window.
func lastingSettings(w *cli.Window, s list.Settings, rate int64) list.Settings {
	if w.Limit > 0 && s.Limits.Rate == w.Limit {
		s.Limits.Rate = rate
	}
	return s
}

func serverName(address string) string {
	u, err := transfer.CheckURL(address)
	if err != nil {
		return address
	}
	return words.HostText(strings.TrimSuffix(u.Host+u.Path, "/"))
}

// Diagnostics is the report of this process.
func (a *App) Diagnostics(done func(string, error)) {
	a.wg.Go(func() { // ends when queue and log are read
		text, err := a.queue.Diagnostics(a.ctx)
		a.Post(func() { done(text, err) })
	})
}

// drops connects drops to the window.
func (a *App) drops() desktop.Drops {
	return desktop.Drops{
		Go: a.wg.Go, Reads: a.window.ListsDrops,
		Dropped: func(text string) { a.Post(func() { a.window.AddListed(list.FileList(text)) }) },
		Refused: func(err error) { a.Post(func() { a.window.Message(words.ErrorText(err)) }) },
		Failed:  func(err error) { a.queue.Log().Warn("drops", slog.Any("error", err)) },
	}
}

// TestServer runs the server test for the window.
func (a *App) TestServer(address string, step func(words.TestStep), done func()) (stop func()) {
	ctx, cancel := context.WithCancel(a.ctx)
	tell := func(s words.TestStep) {
		a.Post(func() {
			if ctx.Err() == nil {
				step(s)
			}
		})
	}
	a.wg.Go(func() { // ends with the last step, the sheet or the program
		probe.InWindow(ctx, a.queue, address, tell)
		a.Post(func() {
			if ctx.Err() == nil {
				done()
			}
			cancel()
		})
	})
	return cancel
}

// Verify compares an upload with what its server has.
func (a *App) Verify(j *transfer.Job, tell func(int64), done func(readback.Found, error)) (stop func()) {
	ctx, cancel := context.WithCancel(a.ctx)
	told := time.Now()
	a.wg.Go(func() { // ends with the comparison, the sheet or the program
		found, err := a.queue.Verify(ctx, *j, func(n int64) {
			if time.Since(told) < verifyRest {
				return
			}
			told = time.Now()
			a.Post(func() {
				if ctx.Err() == nil {
					tell(n)
				}
			})
		})
		a.Post(func() {
			if ctx.Err() == nil {
				done(found, err)
			}
			cancel()
		})
	})
	return cancel
}

// verifyRest is the shortest time between two changes of the number of bytes read back.
const verifyRest = 250 * time.Millisecond

// Receipt makes the receipt of ended uploads.
func (a *App) Receipt(program string, jobs []*transfer.Job) (receipt.Page, error) {
	var list []words.Receipted
	for _, j := range jobs {
		notes, err := a.queue.Transcript(a.ctx, j.ID)
		if err != nil {
			return receipt.Page{}, err
		}
		list = append(list, words.Receipted{Job: j, Notes: notes, SHA256: j.SHA256(a.ctx)})
	}
	return words.ReceiptPage(program, list, time.Now()), nil
}

// Certificate fetches the certificate of a server or a proxy.
func (a *App) Certificate(at transfer.CertificateAt, done func(bits.Certificate, error)) {
	a.wg.Go(func() { // ends with the answer, in bounded time, or with the program
		c, err := probe.Certificate(a.ctx, a.queue, at, 0)
		a.Post(func() { done(c, err) })
	})
}

// Proxy is the setting for proxies.
func (a *App) Proxy() cards.Proxy {
	c, _ := a.queue.Proxy(a.ctx) // this process has the queue: it cannot fail
	return c
}

// SetProxy changes the setting for proxies.
func (a *App) SetProxy(c cards.Proxy, done func(error)) {
	a.wg.Go(func() { // ends when it is stored
		err := a.queue.SetProxy(a.ctx, c)
		a.Post(func() { done(err) })
	})
}

// Pins are the certificates that the user trusts.
func (a *App) Pins() []transfer.Pin { return a.queue.Engine().Pins() }
