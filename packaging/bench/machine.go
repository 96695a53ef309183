package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine is the state of the computer at one moment.
type machine struct {
	at                time.Time
	load              string  // of one, five and fifteen minutes
	busy, idle, taken float64 // processor time since it started, in ticks; taken by other virtual machines
}

func machineNow() machine {
	m := machine{at: time.Now()}
	if fields := strings.Fields(firstLine("/proc/loadavg")); len(fields) > 2 {
		m.load = strings.Join(fields[:3], " ")
	}
	fields := strings.Fields(firstLine("/proc/stat"))
	for i := 1; i < len(fields) && i <= 8; i++ { // what follows is in the first two already
		n, _ := strconv.ParseFloat(fields[i], 64)
		switch i {
		case 4, 5:
			m.idle += n
		case 8:
			m.taken += n
		default:
			m.busy += n
		}
	}
	return m
}

// since describes the load since an earlier moment.
func (m machine) since(before machine) string {
	all := m.busy + m.idle + m.taken - before.busy - before.idle - before.taken
	if all <= 0 {
		return "unknown"
	}
	return fmt.Sprintf("load %s before, %s after; its processors were busy for %.0f %% of the time with everything together, %.1f %% went to other virtual machines",
		before.load, m.load, (m.busy-before.busy)/all*100, (m.taken-before.taken)/all*100)
}

// hardware describes the computer.
func hardware() string {
	model := "unknown processor"
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	fields := strings.Fields(firstLine("/proc/meminfo"))
	memory := 0.0
	if len(fields) > 1 {
		memory, _ = strconv.ParseFloat(fields[1], 64)
	}
	return fmt.Sprintf("%d cores (%s), %.0f GB of memory, Linux %s", runtime.NumCPU(), model, memory*1024/1e9, firstLine("/proc/sys/kernel/osrelease"))
}
