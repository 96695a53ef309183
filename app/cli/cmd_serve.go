package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"

	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

type serveCmd struct {
	Folder      string `arg:"" name:"dir" type:"existingdir" help:"Folder that uploads appear in."`
	Listen      string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default}); port 0 takes a free one, and an empty host listens to the network."`
	Overwrite   bool   `help:"Let an upload replace a file of its name."`
	MaxSize     size   `placeholder:"SIZE" help:"Largest file taken, such as 500M or 40G."`
	MaxFragment size   `placeholder:"SIZE" help:"Largest part of a file taken at once."`
	HostID      string `name:"host-id" placeholder:"HOST" help:"Host that clients are sent to for the rest of a session."`
	Quiet       bool   `help:"Print the address and nothing else."`
}

func (s *serveCmd) Run(ctx context.Context, c *call) error {
	Outlive()
	log := &lineLog{c: c, quiet: s.Quiet}
	r, err := receiver.Open(receiver.Options{
		Dir: s.Folder, Overwrite: s.Overwrite, MaxSize: int64(s.MaxSize), MaxFragment: int64(s.MaxFragment),
		HostID: s.HostID, Log: log.entry,
	})
	if err != nil {
		return err
	}
	err = s.serve(ctx, c, r)
	return errors.Join(err, r.Close())
}

func (s *serveCmd) serve(ctx context.Context, c *call, r *receiver.Receiver) error {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := receiver.NewServer(r)
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	fmt.Fprintf(c.Stdout, words.Tr("Receiving BITS uploads at %s into %s")+"\n", served(ln.Addr()), words.Plain(s.Folder))
	if at, err := netip.ParseAddrPort(ln.Addr().String()); err == nil && !at.Addr().IsLoopback() {
		fmt.Fprintln(c.Stderr, words.Tr("Anyone who can reach this address can upload: there is no sign-in."))
	}
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil // Ctrl+C is the intended end
}

// served is the address of a server in the form of URLs: the zone of an IPv6 address is escaped.
func served(at net.Addr) string {
	return (&url.URL{Scheme: "http", Host: at.String(), Path: "/"}).String()
}

// lineLog prints a line for each packet. Many goroutines use it.
type lineLog struct {
	mu    sync.Mutex
	c     *call
	quiet bool
}

func (l *lineLog) entry(e receiver.Entry) {
	if l.quiet {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := fmt.Fprintln(l.c.Stdout, words.Plain(e.String())); err != nil {
		l.quiet = true // the reader is gone; uploads continue
		fmt.Fprintf(l.c.Stderr, "sendoff: "+words.Tr("cannot print packets any more: %s")+"\n", err)
	}
}
