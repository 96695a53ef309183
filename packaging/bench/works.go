package main

import "context"

// work is one part of the page.
type work struct {
	key, title string
	run        func(ctx context.Context, b *bench) error
	once       bool // it has no target: the first run is enough
}

// works are all of them, in the order of the page.
func works() []work {
	return []work{
		{"plain", "1 GiB, loopback, plain", largePlain, false},
		{"tls", "1 GiB, loopback, TLS 1.3", largeTLS, false},
		{"link", "128 MiB over 100 Mbit/s", overLink, false},
		{"one", "one file of 1 KiB", oneFile, false},
		{"small", "many files of 4 KiB in one command", manyFiles, false},
		{"queue", "100,000 jobs", manyJobs, false},
		{"drops", "link that drops for 5 s every 30 s", droppingLink, false},
		{"cancel", "Cancel with a fragment in flight", cancelInFlight, false},
		{"memory", "memory while sending 8 GiB", largeMemory, false},
		{"limit", "limiter at 1 MB/s over 60 s", limited, false},
		{"go", "Go benchmarks", goBenchmarks, true},
		{"window", "window with 10,000 rows", windowBenchmarks, false},
		{"profile", "profiles of the three heaviest works", profiles, true},
	}
}

func keys() []string {
	list := make([]string, 0, len(works()))
	for _, w := range works() {
		list = append(list, w.key)
	}
	return list
}
