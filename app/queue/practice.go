package queue

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"sendoff/transfer"
	"sendoff/transfer/receiver"
	"sendoff/ui/list"
	"sendoff/ui/words"
)

// awaiter reports whether jobs wait for the server at an address.
type awaiter func(ctx context.Context, server string) (bool, error)

const practiceName = "Practice server" // translated where it is shown

// practice is the BITS server inside the program, for trying it out. It listens on this computer only, and keeps
// its port, so that waiting jobs find it after a restart.
type practice struct {
	dir     string // of the queue
	awaited awaiter
	store   SettingStore
	log     *slog.Logger

	mu     sync.Mutex // window and engine may both start it
	url    string     // "" = not started
	server *http.Server
	ln     net.Listener
	files  *receiver.Receiver
	faulty *faulty
	tidies bool // the folder is emptied at the end: a person has started the server to try it out
	ours   bool // nothing of the user's is in the folder, see practiceSettings
}

// folder is where uploads to the practice server appear.
func (p *practice) folder() string { return filepath.Join(p.dir, "practice") }

// start starts the server if needed, and returns it as a destination. What it gets goes when the program ends.
func (p *practice) start(ctx context.Context) (list.Server, error) {
	s, err := p.startAt(ctx, p.awaited)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tidies = p.tidies || err == nil
	return s, err
}

// faults are what the server does wrong on purpose; none if it does not run.
func (p *practice) faults() list.PracticeFaults {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.faulty == nil {
		return list.PracticeFaults{}
	}
	return p.faulty.get()
}

// setFaults has the server do wrong what is switched on, from the next packet on.
func (p *practice) setFaults(now list.PracticeFaults) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.faulty == nil {
		return nil
	}
	o := p.options()
	if now.On[list.TooLarge] {
		o.MaxFragment = now.Most
	}
	if now.On[list.MoveHost] {
		o.HostID = practiceMove
	}
	p.faulty.set(now)
	return p.files.Change(o)
}

// options are those of the receiver.
func (p *practice) options() receiver.Options {
	return receiver.Options{
		Dir: p.folder(), Overwrite: true, MakeFolders: true, Hosts: []string{},
		Log: func(e receiver.Entry) { p.log.Info("practice server", slog.String("packet", e.String())) },
	}
}

// resume starts the server if needed, for jobs that know its address.
func (p *practice) resume(ctx context.Context) error {
	_, err := p.startAt(ctx, func(context.Context, string) (bool, error) { return true, nil })
	return err
}

func (p *practice) startAt(ctx context.Context, awaited awaiter) (list.Server, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.url == "" {
		if err := p.open(ctx, awaited); err != nil {
			return list.Server{}, fmt.Errorf("start the practice server: %w", err)
		}
	}
	return list.Server{Name: words.Tr(practiceName), URL: p.url, Practice: true}, nil
}

func (p *practice) open(ctx context.Context, awaited awaiter) error {
	if err := makeInside(p.folder()); err != nil {
		return err
	}
	if err := p.claim(); err != nil {
		return err
	}
	ln, err := p.listen(ctx, awaited)
	if err != nil {
		return err
	}
	files, err := receiver.Open(p.options())
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	p.files, p.server, p.ln, p.faulty = files, receiver.NewServer(files), ln, &faulty{next: files}
	p.server.Handler = p.faulty
	p.url = "http://" + ln.Addr().String() + "/"
	go p.serve(p.server, ln) // close ends it
	return nil
}

func (p *practice) serve(server *http.Server, ln net.Listener) {
	if err := server.Serve(receiver.Listener(ln)); !errors.Is(err, http.ErrServerClosed) {
		p.log.Error("practice server", slog.Any("error", err))
	}
}

// claim finds out whether the folder is the server's alone. What was in it before the server has used it is the user's:
// such a folder is never emptied.
func (p *practice) claim() error {
	var kept practiceSettings
	if _, err := p.store.LoadSetting(keyPractice, &kept); err != nil {
		return err
	}
	if !kept.Ours {
		entries, err := os.ReadDir(p.folder())
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			return nil
		}
		kept.Ours = true
		if err := p.store.SaveSetting(keyPractice, kept); err != nil {
			return err
		}
	}
	p.ours = kept.Ours
	return nil
}

// listen opens the last port. If another program uses it now, a new port is chosen, unless jobs wait for the old
// one: they would go to that program.
func (p *practice) listen(ctx context.Context, awaited awaiter) (net.Listener, error) {
	var kept practiceSettings
	if _, err := p.store.LoadSetting(keyPractice, &kept); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	ln, err := config.Listen(ctx, "tcp", practiceHost(kept.Port))
	if err != nil {
		if wait, other := awaited(ctx, practiceServer(kept.Port)); wait || other != nil {
			return nil, errors.Join(err, other)
		}
		ln, err = config.Listen(ctx, "tcp", practiceHost(0))
	}
	if err != nil {
		return nil, err
	}
	if address, ok := ln.Addr().(*net.TCPAddr); ok && address.Port != kept.Port {
		kept.Port = address.Port
		if err := p.store.SaveSetting(keyPractice, kept); err != nil {
			return nil, errors.Join(err, ln.Close())
		}
	}
	return ln, nil
}

// last is the server's current or last address, "" if it never ran.
func (p *practice) last() string {
	var kept practiceSettings
	if found, err := p.store.LoadSetting(keyPractice, &kept); err != nil || !found {
		return "" // only a name in the list depends on it
	}
	return practiceServer(kept.Port) + "/"
}

// is reports whether an address is that of the server.
func (p *practice) is(address string) bool {
	at := p.last()
	return at != "" && transfer.Target{URL: address}.Server() == transfer.Target{URL: at}.Server()
}

func practiceHost(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// practiceServer is transfer.Target.Server for jobs to the practice server.
func practiceServer(port int) string { return "http://" + practiceHost(port) }

// close ends the server and all its requests. It does nothing if it was not started.
func (p *practice) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server == nil {
		return
	}
	err := errors.Join(p.server.Close(), p.stopListening(), p.files.Close())
	if p.tidies && p.ours {
		err = errors.Join(err, p.empty())
	}
	if err != nil {
		p.log.Error("practice server", slog.Any("error", err))
	}
	p.url, p.server, p.ln, p.files, p.faulty = "", nil, nil, nil, nil
}

// empty removes all that is in the folder of the server, which must be the server's alone. Nothing outside it is reached.
func (p *practice) empty() error {
	root, err := os.OpenRoot(p.folder())
	if err != nil {
		return err
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	for _, e := range entries {
		err = errors.Join(err, root.RemoveAll(e.Name()))
	}
	return errors.Join(err, root.Close())
}

// stopListening frees the port. The server does that itself only once it has begun to serve.
func (p *practice) stopListening() error {
	if err := p.ln.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// take prepares for new jobs and new targets of jobs. It returns them with those marked that go to the server, which is
// started for them.
func (p *practice) take(ctx context.Context, jobs []transfer.Job) ([]transfer.Job, error) {
	at := p.last()
	if len(jobs) == 0 || at == "" {
		return jobs, nil
	}
	server, all := transfer.Target{URL: at}.Server(), jobs
	for i := range jobs {
		here := jobs[i].Target.Server() == server
		if here == jobs[i].Target.Practice {
			continue
		}
		if &all[0] == &jobs[0] {
			all = slices.Clone(jobs) // they are the caller's
		}
		all[i].Target.Practice = here
	}
	if !slices.ContainsFunc(all, func(j transfer.Job) bool { return j.Target.Practice }) {
		return all, nil
	}
	return all, p.resume(ctx)
}

// resumeAwaited starts the server if jobs wait for it.
func (p *practice) resumeAwaited(ctx context.Context) error {
	var kept practiceSettings
	if found, err := p.store.LoadSetting(keyPractice, &kept); err != nil || !found {
		return err
	}
	wait, err := p.awaited(ctx, practiceServer(kept.Port))
	if wait {
		return p.resume(ctx)
	}
	return err
}
