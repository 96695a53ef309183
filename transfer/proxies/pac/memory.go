package pac

import (
	"errors"
	"runtime/metrics"
	"time"
)

// ErrMemory is the error of a script during which the program's memory grew too much.
var ErrMemory = errors.New("the script took too much memory")

const (
	maxGrowth    = 128 << 20 // bytes by which the program's memory may grow while a script runs
	memoryPeriod = 2 * time.Millisecond
)

// used is how much memory the program uses, in bytes. It stops nothing, unlike runtime.ReadMemStats.
func used() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// watch calls stop when the program's memory has grown too much, and ends with done.
func watch(done <-chan struct{}, stop func(error)) {
	before := used()
	tick := time.NewTicker(memoryPeriod)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if now := used(); now > before && now-before > maxGrowth {
			stop(ErrMemory)
			return
		}
	}
}
