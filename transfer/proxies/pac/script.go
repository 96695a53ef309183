package pac

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// ErrLate is the error of a script that does not come to an end in time.
var ErrLate = errors.New("the script took too long")

// ErrStuck is the error of a script that once did not end even when it was interrupted.
var ErrStuck = errors.New("the script does not end")

const (
	timeLimit    = 3 * time.Second // for one answer, names included
	maxCallStack = 256             // calls within calls
	maxAnswer    = 4096            // bytes of an answer
)

// Script is a script that was read.
type Script struct {
	program *goja.Program
	stuck   atomic.Bool // it once did not end even when it was interrupted
	env     environment
}

// environment is what the functions of a script ask. The zero value is the real one.
type environment struct {
	lookup func(ctx context.Context, host string) ([]net.IP, error)
	own    func() []net.IP
	now    func() time.Time
	limit  time.Duration
}

// New reads a script. It is not run yet.
func New(text string) (*Script, error) {
	if err := checkNesting(text); err != nil {
		return nil, fmt.Errorf("read the script: %w", err)
	}
	program, err := goja.Compile("proxy.pac", text, false)
	if err != nil {
		return nil, fmt.Errorf("read the script: %w", err)
	}
	return &Script{program: program}, nil
}

// Find asks the script for the ways to an address. It is told neither account nor query, and of an https address only
// scheme and host: the path may hold secrets. A script that cannot be interrupted is left behind, and not run again.
func (s *Script) Find(ctx context.Context, u *url.URL) (string, error) {
	if s.stuck.Load() {
		return "", ErrStuck
	}
	limit := timeLimit
	if s.env.limit > 0 {
		limit = s.env.limit
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, ErrLate)
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	vm := goja.New()
	vm.SetMaxCallStackSize(maxCallStack)
	var text string
	var err error
	done := make(chan struct{})
	go func() { // ends with the script, or never if it is stuck
		defer close(done)
		text, err = s.run(ctx, vm, u, limit)
	}()
	go watch(done, stop) // ends with it
	select {
	case <-done:
		return text, err
	case <-ctx.Done():
	}
	vm.Interrupt(context.Cause(ctx))
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case <-done:
	case <-late.C:
		s.stuck.Store(true)
	}
	return "", context.Cause(ctx)
}

// run runs the script. Names are resolved in two thirds of the time, so that one without them still ends: what is not
// resolved by then counts as not known.
func (s *Script) run(ctx context.Context, vm *goja.Runtime, u *url.URL, limit time.Duration) (text string, err error) {
	defer func() {
		if r := recover(); r != nil { // of the interpreter: it is on this goroutine only
			err = fmt.Errorf("run the script: %v", r)
		}
	}()
	names, cancel := context.WithTimeout(ctx, limit*2/3)
	defer cancel()
	if err := errors.Join(confine(vm), s.define(names, vm)); err != nil {
		return "", err
	}
	if _, err := vm.RunProgram(s.program); err != nil {
		return "", fmt.Errorf("run the script: %w", err)
	}
	find, ok := goja.AssertFunction(vm.Get("FindProxyForURL"))
	if !ok {
		return "", errors.New("the script has no FindProxyForURL")
	}
	value, err := find(goja.Undefined(), vm.ToValue(told(u)), vm.ToValue(u.Hostname()))
	if err != nil {
		return "", fmt.Errorf("run the script: %w", err)
	}
	text, ok = value.Export().(string) // an object would run the script again
	switch {
	case !ok:
		return "", nil
	case len(text) > maxAnswer:
		return "", errors.New("the script's answer is too long")
	}
	return text, nil
}

// told is the address that a script gets.
func told(u *url.URL) string {
	t := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}
	if u.Scheme == "http" {
		t.Path, t.RawPath = u.Path, u.RawPath
	}
	return t.String()
}
