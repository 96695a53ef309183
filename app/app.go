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
	"sendoff/transfer/cards"
	"sendoff/transfer/mailbox"
	"sendoff/ui"
	"sendoff/ui/wallclock"
	"sendoff/ui/words"
)

const (
	closeWait   = 5 * time.Second // for the engine to end; what it has stored by then suffices
	toolkitWait = 3 * time.Second // for the toolkit to end after its window has closed
)

// App is the program with a window: queue, engine and screen.
type App struct {
	order        *cli.Window // how the window was started
	queue        *queue.Local
	fyne         fyne.App
	kit          *desktop.Toolkit
	window       *ui.Window
	notices      []string // from opening the queue
	wasMaximised bool     // when it was last closed
	rate         int64    // the limit of the settings, which --limit does not change
	logFile      string
	pump         *pump
	saver        *settingsSaver
	fed          chan struct{}             // closed once the pump has the whole queue
	inspected    atomic.Pointer[uuid.UUID] // the job whose transcript is shown; nil = none
	inspect      *mailbox.Box[bool]        // the transcript may have grown; true = show it in any case
	ctx          context.Context
	stop         context.CancelFunc // ends the window's goroutines
	wg           sync.WaitGroup
}

// openApp makes the window for a queue that this process owns. Nothing is shown or transferred yet.
func openApp(ctx context.Context, w *cli.Window, q *queue.Local, p *pump, kit *desktop.Toolkit) *App {
	notices := q.Notices()
	settings, err := queue.LoadSettings(q.Engine())
	if err != nil { // a bad settings file must not stop uploads
		q.Log().Error("settings", slog.Any("error", err))
		notices = append(notices, words.Tr("The settings cannot be read and are as at the first start."))
	}
	if w.Getenv(cli.LanguageEnv) == "" {
		words.Speak(settings.Language)
	}
	a := &App{order: w, queue: q, notices: notices, pump: p, rate: settings.Limits.Rate, logFile: queue.LogFile(w.Dir), wasMaximised: settings.Maximised, fed: make(chan struct{}), inspect: mailbox.New[bool](pumpEvery)}
	// Not ctx itself: when it ends, the pump must still deliver the request to quit.
	a.ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	a.saver = newSettingsSaver(w.Dir, q.Engine(), func(err error) { a.Post(func() { a.window.Message(words.ErrorText(err)) }) })
	a.kit, a.fyne = kit, kit.App
	if err := findServer(w, q.Engine()); err != nil {
		q.Log().Error("server of the command line", slog.Any("error", err))
		a.notices = append(a.notices, "--to: "+words.ErrorText(err))
	}
	a.window = ui.PrepareWindow(a.fyne, a, settingsAtStart(w, settings, q.Engine().Cards()))
	q.Engine().OnCards(func(b cards.Book) { a.Post(func() { a.window.SetCards(b) }) })
	q.Engine().OnDisplaced(func(aside string) {
		a.Post(func() { a.window.Message(words.DisplacedText(w.Dir, aside)) })
	})
	p.apply = a.window.Apply
	return a
}

// fill fills the window once text can be measured, and adds the queue: the first frame must not show an empty list.
func (a *App) fill(furnish func()) {
	<-a.kit.Warm
	furnish()
	desktop.HearExtent(a.window.Native(), a.window.Resized, a.window.Maximised)
	if a.wasMaximised && runtime.GOOS == "linux" { // before anything is visible
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

// Run shows the window and works on the queue until the window is closed or ctx ends.
func (a *App) Run(ctx context.Context) error {
	if len(a.notices) > 0 {
		a.Post(func() { a.window.Message(strings.Join(a.notices, " ")) })
	}
	// Not Lifecycle.SetOnStopped: the toolkit may never call it.
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
	if a.wasMaximised && runtime.GOOS != "linux" { // elsewhere the toolkit sets the size again when it shows the window
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
	a.saveLast() // stores the window's size
	return ctx.Err()
}

// leaveLate ends the process if the toolkit does not return after the window is closed or ctx has ended. The
// toolkit can deadlock: an event may arrive just after its last look at the queue of events.
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

// Close ends the engine. It waits for a bounded time: a disk that hangs must not keep the program alive.
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

// feed passes changes of the queue to the pump, which alone limits how often the screen is updated.
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

// watchNetwork reports to the window whether this computer has a network.
func (a *App) watchNetwork(ctx context.Context) {
	transfer.WatchNetwork(ctx, func(n transfer.Network) { a.Post(func() { a.window.Network(n) }) })
}

// watchClock makes the window rewrite its times after a change of zone, clock format or day. When the user turns to
// the window it checks at once: the computer may have slept.
func (a *App) watchClock(ctx context.Context) {
	look := make(chan struct{}, 1) // pending checks are merged
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
