package queue

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// When the memory of a start is given back.
const (
	quietLook   = time.Second // between two looks
	quietLooks  = 60          // then the process is a busy one
	quietAllocs = 1 << 20     // bytes that a process at rest allocates between two looks at most
	muchHeap    = 16 << 20    // bytes; less is not worth it
)

// releaseWhenQuiet gives back the memory that opening a long queue took, once the work of the start is done. A process
// that then rests collects no garbage by itself, and would keep several times what it needs for hours.
func releaseWhenQuiet(ended <-chan struct{}) {
	look := time.NewTicker(quietLook)
	defer look.Stop()
	before, _ := heapNow()
	for range quietLooks {
		select {
		case <-ended:
			return
		case <-look.C:
		}
		allocated, heap := heapNow()
		if allocated-before <= quietAllocs {
			if heap >= muchHeap {
				debug.FreeOSMemory()
			}
			return
		}
		before = allocated
	}
}

// heapNow returns how many bytes were ever allocated, and how many the heap takes from the system.
func heapNow() (allocated, heap uint64) {
	s := []metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/heap/unused:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
	}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64() + s[2].Value.Uint64() + s[3].Value.Uint64()
}
