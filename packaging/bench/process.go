package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// cost is what one run of a program took.
type cost struct {
	wall   time.Duration // from its start to its end
	cpu    time.Duration // its user and system time
	peak   float64       // most resident memory in bytes, sampled every few milliseconds
	server time.Duration // user and system time of the server meanwhile
	done   int           // of its work, where it was stopped before the end; 0 = all
}

// command is a program with its arguments.
type command struct {
	args  []string
	env   []string      // added to the environment
	limit time.Duration // stopped after so long; 0 = an hour
}

// errStopped says that a program was stopped at its time limit.
var errStopped = errors.New("stopped at its time limit")

const (
	hour       = time.Hour
	samplePace = 5 * time.Millisecond
	endTime    = 10 * time.Second // for a program that is told to end
)

// run starts a program and waits for its end. It takes an exit code for an error, with what the program said.
func (c command) run(ctx context.Context) (cost, error) {
	limit := c.limit
	if limit == 0 {
		limit = hour
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errStopped)
	defer cancel()
	var said bytes.Buffer
	cmd := c.prepare(ctx)
	cmd.Stderr = &said
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, fmt.Errorf("start %s: %w", c.args[0], err)
	}
	peak := watchPeak(cmd.Process.Pid)
	err := cmd.Wait()
	k := cost{wall: time.Since(begun), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: peak()}
	switch {
	case ctx.Err() != nil:
		return k, context.Cause(ctx)
	case err != nil:
		return k, fmt.Errorf("%s: %w: %s", c.name(), err, strings.TrimSpace(said.String()))
	}
	return k, nil
}

// prepare is the program, ready to start. It is told to end when ctx is done, and made to some time later.
func (c command) prepare(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Env = append(cmd.Environ(), c.env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endTime
	return cmd
}

func (c command) name() string {
	return strings.Join(append([]string{filepath.Base(c.args[0])}, c.args[1:]...), " ")
}

// watchPeak samples a process's memory. The returned function stops that and tells the most.
//
// The kernel's own record (ru_maxrss) will not do: it begins with the memory of the process that started the program.
func watchPeak(pid int) func() float64 {
	stop, peak := make(chan struct{}), make(chan float64)
	go func() { // ends with the returned function
		most := 0.0
		tick := time.NewTicker(samplePace)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				most = max(most, memory(pid, "VmHWM"))
			case <-stop:
				peak <- most
				return
			}
		}
	}()
	return func() float64 { close(stop); return <-peak }
}
