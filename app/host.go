package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"github.com/google/uuid"

	"fyne.io/systray"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui"
)

// App is the window's ui.Host.
var _ ui.Host = (*App)(nil)

// Do hands a command to the engine.
func (a *App) Do(c transfer.Command) <-chan error { return a.queue.engine.Do(c) }

// Post runs f on the screen's goroutine soon.
func (a *App) Post(f func()) { a.pump.post(f) }

// Notify shows a message of the desktop.
func (a *App) Notify(title, body string) {
	go func() { // ends with the desktop's answer, which Close does not wait for
		if err := a.notify(title, body); err != nil {
			a.queue.log.Warn("message of the desktop", slog.Any("error", err))
		}
	}()
}

// TrayTip is what the icon in the tray says. The toolkit has no such call; its tray is this one.
func (a *App) TrayTip(text string) { systray.SetTooltip(text) }

// Maximise has the desktop give the window all of its room.
func (a *App) Maximise() { maximise(a.window.Native()) }

// Minimise puts the window away. The toolkit has no such call; its windows are GLFW's.
func (a *App) Minimise() bool { return minimise(a.window.Native()) }

// SignIn takes in an account of a server or a proxy.
func (a *App) SignIn(s ui.SignIn, done func(kept bool, err error)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		kept, err := a.queue.SignIn(a.ctx, s)
		a.Post(func() { done(kept, err) })
	})
}

// SignOut forgets the account of a server.
func (a *App) SignOut(place string, done func(was bool, err error)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		was, err := a.queue.SignOut(a.ctx, place)
		a.Post(func() { done(was, err) })
	})
}

// Accounts are the places that the user has signed in at.
func (a *App) Accounts() []ui.SignedIn { return a.queue.accounts.list(a.queue.secrets.places()) }

// Keyring finds out whether a keyring answers.
func (a *App) Keyring(done func(usable bool)) {
	a.wg.Go(func() { // ends with the keyring's answer or the program
		usable := a.queue.secrets.usable(a.ctx)
		a.Post(func() { done(usable) })
	})
}

// StartPractice starts the practice server.
func (a *App) StartPractice(done func(ui.Server, error)) {
	a.wg.Go(func() { // ends when the server runs or failed to
		s, err := a.queue.practice.start(a.ctx)
		a.Post(func() { done(s, err) })
	})
}

// Inspect asks for the transcript of a job.
func (a *App) Inspect(id uuid.UUID) {
	select {
	case <-a.inspect: // an older wish
	default:
	}
	a.inspect <- id
}

// inspectEvery is how often the transcript on the screen is compared with the engine's.
const inspectEvery = 500 * time.Millisecond

// showTranscript delivers the transcript of the inspected job whenever it has changed.
func (a *App) showTranscript(ctx context.Context) {
	tick := time.NewTicker(inspectEvery)
	defer tick.Stop()
	var id uuid.UUID
	var shown []bits.Note
	for {
		fresh := false
		due := tick.C
		if id == uuid.Nil { // nothing is inspected: sleep
			due = nil
		}
		select {
		case <-ctx.Done():
			return
		case id = <-a.inspect:
			fresh = true
		case <-due:
		}
		if id == uuid.Nil {
			continue
		}
		notes, err := a.queue.Transcript(ctx, id)
		if err != nil {
			a.queue.log.Warn("transcript", slog.Any("error", err))
			continue
		}
		if of := id; fresh || !slices.Equal(notes, shown) {
			shown = notes
			a.Post(func() { a.window.ShowTranscript(of, notes) })
		}
	}
}

// Choose shows the system's file chooser. Where there is none, the toolkit's own takes its place,
// which chooses one file at a time.
func (a *App) Choose(folder bool, done func(paths []string, err error)) {
	w := a.window.Native()
	parent := nativeParent(w)
	go func() { // ends with the chooser; the portal's cannot be closed from here, so Close does not wait
		paths, err := chooseNative(a.ctx, chooser{parent: parent, folder: folder})
		a.Post(func() {
			if err == errNoChooser { //nolint:errorlint // it is returned as it is
				chooseInWindow(w, folder, done)
				return
			}
			done(paths, err)
		})
	}()
}

func chooseInWindow(w fyne.Window, folder bool, done func([]string, error)) {
	if folder {
		d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if u == nil {
				done(nil, err)
				return
			}
			done([]string{u.Path()}, err)
		}, w)
		d.SetDismissText(tr("Not now")) // the toolkit's word is the one for an upload
		showNearlyAll(w, d)
		return
	}
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if f == nil {
			done(nil, err)
			return
		}
		path := f.URI().Path()
		_ = f.Close() // only its name was wanted
		done([]string{path}, err)
	}, w)
	d.SetDismissText(tr("Not now"))
	showNearlyAll(w, d)
}

// showNearlyAll shows a chooser nearly as large as the window: of itself it shows a handful of files. The
// toolkit's has no size before it is shown, and crashes when it is given one.
func showNearlyAll(w fyne.Window, d dialog.Dialog) {
	const margin = 80
	d.Show()
	d.Resize(w.Canvas().Size().SubtractWidthHeight(margin, margin))
}

// started adds what the command line said: the server it named is in the side column and selected.
func (c *call) started(s ui.Settings) ui.Settings {
	if c.limit > 0 {
		s.Limits.Rate = c.limit
	}
	if c.server == "" {
		return s
	}
	s.LastServer = c.server
	if !slices.ContainsFunc(s.Servers, func(known ui.Server) bool { return known.URL == c.server }) {
		s.Servers = append(slices.Clone(s.Servers), ui.Server{Name: serverName(c.server), URL: c.server})
	}
	return s
}

// lasting takes out what --limit said: it is for one run, unless the window is told another limit.
func (c *call) lasting(s ui.Settings, rate int64) ui.Settings {
	if c.limit > 0 && s.Limits.Rate == c.limit {
		s.Limits.Rate = rate
	}
	return s
}

func serverName(address string) string {
	u, err := transfer.CheckURL(address)
	if err != nil {
		return address
	}
	return ui.HostText(u.Host + u.Path)
}
