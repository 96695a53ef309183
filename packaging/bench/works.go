package main

import "context"

// work is one part of the page.
type work struct {
	key, title string
	run        func(ctx context.Context, b *bench) error
}

// works are all of them, in the order of the page.
func works() []work {
	return []work{
		{"plain", "1 GiB, loopback, plain", largePlain},
		{"tls", "1 GiB, loopback, TLS 1.3", largeTLS},
		{"link", "128 MiB over 100 Mbit/s", overLink},
		{"one", "one file of 1 KiB", oneFile},
		{"small", "many files of 4 KiB in one command", manyFiles},
		{"queue", "100,000 jobs", manyJobs},
		{"drops", "link that drops for 5 s every 30 s", droppingLink},
		{"cancel", "Cancel with a fragment in flight", cancelInFlight},
		{"memory", "memory while sending 8 GiB", largeMemory},
		{"limit", "limiter at 1 MB/s over 60 s", limited},
		{"go", "Go benchmarks", goBenchmarks},
		{"window", "window with 10,000 rows", windowBenchmarks},
	}
}

func keys() []string {
	list := make([]string, 0, len(works()))
	for _, w := range works() {
		list = append(list, w.key)
	}
	return list
}
