package main

import (
	"log/slog"
)

// config is what a process opens the rig's queue with.
func (r *rig) config() *Config {
	return &Config{Dir: r.dir, Version: version, Log: slog.New(slog.DiscardHandler), Say: func(string) {}}
}

// owner makes this process the owner of the rig's queue.
func (r *rig) owner() *local {
	r.t.Helper()
	l, err := r.config().Own(r.t.Context(), takeOver, work)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = l.Close() })
	return l
}
