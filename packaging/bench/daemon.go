package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"time"
)

// daemon is a server that runs beside.
type daemon struct {
	addr  string // host and port
	cmd   *exec.Cmd
	stop  context.CancelFunc
	ended chan struct{} // closed when the process has ended
	said  bytes.Buffer
}

const startTime = 10 * time.Second // for a server to listen

// startDaemon starts a server and returns when something listens at addr.
func startDaemon(ctx context.Context, addr string, c command) (*daemon, error) {
	ctx, stop := context.WithCancel(ctx)
	d := &daemon{addr: addr, cmd: c.prepare(ctx), stop: stop, ended: make(chan struct{})}
	d.cmd.Stderr = &d.said
	if err := d.cmd.Start(); err != nil {
		stop()
		return nil, fmt.Errorf("start %s: %w", c.args[0], err)
	}
	go func() { // end ends it
		_ = d.cmd.Wait() // it is told to end; what it says otherwise is in said
		close(d.ended)
	}()
	if err := d.listening(ctx); err != nil {
		d.end()
		return nil, fmt.Errorf("%s: %w: %s", c.name(), err, strings.TrimSpace(d.said.String()))
	}
	return d, nil
}

// end stops the server and waits for its end.
func (d *daemon) end() {
	d.stop()
	<-d.ended
}

func (d *daemon) pid() int { return d.cmd.Process.Pid }

// listening waits until a connection can be made.
func (d *daemon) listening(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", d.addr)
		if err == nil {
			return c.Close()
		}
		select {
		case <-tick.C:
		case <-d.ended:
			return errors.New("it has ended")
		case <-ctx.Done():
			return fmt.Errorf("nothing listens at %s: %w", d.addr, err)
		}
	}
}

// freeAddr is a loopback address that nothing listens at.
func freeAddr(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}
