//go:build !nowindow

package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"sendoff/app/cli"
	"sendoff/app/desktop"
	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/mailbox"
	"sendoff/ui"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

const (
	closeWait   = 5 * time.Second // for the engine to end; what it has stored by then is enough
	toolkitWait = 3 * time.Second // for the toolkit to end after its window
)

// App is the program with a window: queue, engine and screen.
type App struct {
	order        *cli.Window // what it was opened with
	queue        *queue.Local
	fyne         fyne.App
	kit          *desktop.Toolkit
	window       *ui.Window
	notices      []string // of how the queue was opened
	wasMaximised bool     // the window, when it was closed
	rate         int64    // the limit of the settings, which --limit leaves alone
	pump         *pump
	saver        *settingsSaver
	fed          chan struct{}             // closed when the pump has all that is in the queue
	inspected    atomic.Pointer[uuid.UUID] // whose transcript is on the screen; nil = nobody's
	inspect      *mailbox.Box[bool]        // that may have grown; true = it is to be shown in any case
	ctx          context.Context
	stop         context.CancelFunc // ends the goroutines that serve the window
	wg           sync.WaitGroup
}

// openApp makes the window over a queue that this process owns. Nothing is shown or transferred yet.
func openApp(ctx context.Context, w *cli.Window, q *queue.Local, p *pump, kit *desktop.Toolkit) *App {
	notices := q.Notices()
	settings, err := queue.LoadSettings(q.Engine())
	if err != nil { // the uploads matter more than the looks
		q.Log().Error("settings", slog.Any("error", err))
		notices = append(notices, tr("The settings cannot be read and are as at the first start."))
	}
	if w.Getenv(cli.LanguageEnv) == "" {
		words.Speak(settings.Language)
	}
	a := &App{order: w, queue: q, notices: notices, pump: p, rate: settings.Limits.Rate, wasMaximised: settings.Maximised, fed: make(chan struct{}), inspect: mailbox.New[bool](pumpEvery)}
	// Not ctx itself: when that ends, the pump is what brings the wish to quit to the screen.
	a.ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	a.saver = newSettingsSaver(w.Dir, q.Engine(), func(err error) { a.Post(func() { a.window.Message(words.ErrorText(err)) }) })
	a.kit, a.fyne = kit, kit.App
	a.window = ui.PrepareWindow(a.fyne, a, settingsAtStart(w, settings))
	p.apply = a.window.Apply
	return a
}

// fill fills the window as soon as words can be measured, and shows in it what is in the queue: the first
// picture must not say that there is nothing.
func (a *App) fill(furnish func()) {
	<-a.kit.Warm
	furnish()
	desktop.HearExtent(a.window.Native(), a.window.Resized, a.window.Maximised)
	if a.wasMaximised && runtime.GOOS == "linux" { // before anything is seen
		a.Maximise()
	}
	if address := a.queue.PracticeAddress(); address != "" {
		a.window.PracticeWas(address)
	}
	if a.order.Server != "" {
		a.window.ChooseServer(a.order.Server)
	}
	<-a.fed
	if u := a.pump.take(); u != nil {
		a.window.Apply(u)
	}
}

// Run shows the window, works on the queue and ends when the window is closed or ctx does.
func (a *App) Run(ctx context.Context) error {
	if len(a.notices) > 0 {
		a.Post(func() { a.window.Message(strings.Join(a.notices, " ")) })
	}
	// Not Lifecycle.SetOnStopped: the toolkit may not come to call it.
	a.window.Native().SetOnClosed(a.pump.end)
	a.Post(a.kit.Opened)
	a.Post(func() { desktop.WatchDrops(a.ctx, a.window.Native(), a.drops()) })
	defer context.AfterFunc(ctx, func() { a.Post(a.fyne.Quit) })()
	a.wg.Go(func() { a.pump.run(a.ctx) })         // Close ends it
	a.wg.Go(func() { a.feed(a.ctx) })             // Close ends it
	a.wg.Go(func() { a.showTranscript(a.ctx) })   // Close ends it
	a.wg.Go(func() { a.saver.run(a.ctx.Done()) }) // Close ends it
	a.wg.Go(func() { a.watchNetwork(a.ctx) })     // Close ends it
	a.wg.Go(func() { a.watchClock(a.ctx) })       // Close ends it
	a.window.Show(a.fill)
	if a.wasMaximised && runtime.GOOS != "linux" { // where the toolkit sets the size of a window once more to show it
		a.Post(a.Maximise)
	}
	if err := a.queue.Start(ctx); err != nil {
		return err
	}
	desktop.OpenTray(a.ctx, a.queue.Log(), desktop.Tray{Go: a.wg.Go, Post: a.Post, Show: a.window.SetTray})
	returned := make(chan struct{})
	go a.leaveLate(ctx, returned) // ends with the toolkit, or ends the process
	a.fyne.Run()
	close(returned)
	a.pump.end()
	a.saveLast() // the window's size, for the next start
	return ctx.Err()
}

// leaveLate ends the process if the toolkit does not return after the window is closed or ctx has ended. The toolkit
// can wait for itself for ever: what it has still to do then may come just after its last look at what is to be done.
func (a *App) leaveLate(ctx context.Context, returned <-chan struct{}) {
	select {
	case <-returned:
		return
	case <-a.pump.over:
	case <-ctx.Done():
	}
	timer := time.NewTimer(toolkitWait)
	defer timer.Stop()
	select {
	case <-returned:
		return
	case <-timer.C:
	}
	a.queue.Log().Warn("the toolkit does not end", slog.Duration("waited", toolkitWait))
	err := a.Close()
	if err == nil && (ctx.Err() == nil || cli.ToldToEnd(ctx)) {
		os.Exit(cli.ExitDone)
	}
	os.Exit(cli.ExitCode(ctx, err))
}

// Close ends the engine. It waits a bounded time: a disk that hangs must not keep the program alive.
func (a *App) Close() error {
	a.pump.end()
	a.stop()
	closed := make(chan error, 1)
	go func() { // ends with the queue, or with the process
		a.wg.Wait()
		closed <- a.queue.Close()
	}()
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case err := <-closed:
		return err
	case <-timer.C:
		return errors.New("the queue did not close in time; the uploads go on from where the servers have them")
	}
}

// feed hands what changes in the queue to the pump, which alone decides how often the screen hears of it.
func (a *App) feed(ctx context.Context) {
	all := sync.OnceFunc(func() { close(a.fed) })
	defer all()
	feed := a.queue.Engine().Watch()
	defer feed.Close()
	for {
		u, err := feed.Next(ctx)
		if err != nil {
			if ctx.Err() == nil {
				a.queue.Log().Error("feed of the window", slog.Any("error", err))
			}
			return
		}
		a.pump.add(u)
		all()
		if id := a.inspected.Load(); id != nil && u[*id] != nil {
			a.inspect.Put(func(*bool) {})
		}
	}
}

// watchNetwork tells the window whether this computer is in a network.
func (a *App) watchNetwork(ctx context.Context) {
	transfer.WatchNetwork(ctx, func(n transfer.Network) { a.Post(func() { a.window.Network(n) }) })
}

// watchClock has the window write its times anew when the system's zone, the form of its clock or the day is
// another. A window that somebody turns to is right at once: it may come from a computer that slept.
func (a *App) watchClock(ctx context.Context) {
	look := make(chan struct{}, 1) // one look is as good as many
	a.Post(func() {
		a.window.WhenSeen(func() {
			select {
			case look <- struct{}{}:
			default:
			}
		})
	})
	wallclock.Watch(ctx, look, func() { a.Post(a.window.TimesChanged) })
}
