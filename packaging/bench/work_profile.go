package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// profiles shows where the client spends its processor time in the three works that take most of it. It needs perf
// and a kernel that lets it look.
func profiles(ctx context.Context, b *bench) error {
	if !has("perf") {
		b.report.gap("Profiles: there is no perf, which is in Debian's package linux-perf.")
		return nil
	}
	large, list := filepath.Join(b.dir, "large.bin"), filepath.Join(b.dir, "profile.txt")
	paths, err := smallFiles(ctx, filepath.Join(b.dir, "profile"), profileFiles, smallSize)
	if err == nil {
		err = writeList(list, paths)
	}
	if err == nil {
		err = writeFile(large, largeSize)
	}
	if err != nil {
		return err
	}
	for _, p := range []struct {
		title     string
		encrypted bool
		files     []string
	}{
		{"1 GiB, plain", false, []string{large}},
		{"1 GiB, TLS 1.3", true, []string{large}},
		{fmt.Sprintf("%d files of 4 KiB", profileFiles), false, []string{"--files-from", list}},
	} {
		if err := b.profile(ctx, p.title, p.encrypted, p.files); err != nil {
			return fmt.Errorf("%s: %w", p.title, err)
		}
	}
	return nil
}

const (
	profileFiles   = 10_000
	profileEntries = 5
)

// profile uploads files to "sendoff serve" under perf, and keeps the heaviest entries for the page.
func (b *bench) profile(ctx context.Context, title string, encrypted bool, files []string) error {
	serve, folder, err := b.startServe(ctx, encrypted)
	if err != nil {
		return err
	}
	defer serve.end()
	q, err := b.newQueue()
	if err != nil {
		return err
	}
	defer q.remove()
	scheme := map[bool]string{false: "http://", true: "https://"}[encrypted]
	data := filepath.Join(b.dir, "perf.data")
	c := q.upload(scheme+serve.addr+"/", files...)
	c.args = append([]string{"perf", "record", "--quiet", "--freq", "1999", "--output", data, "--"}, c.args...)
	_, err = c.run(ctx)
	if err := orEmpty(err, folder); err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, "perf", "report", "--stdio", "--input", data, "--sort", "symbol").Output()
	if err != nil {
		return fmt.Errorf("perf report: %w", err)
	}
	b.report.section("Profile of the client: "+title, topEntries(out, profileEntries))
	return os.Remove(data)
}

// topEntries are the first lines of a report of perf, without its comments.
func topEntries(report []byte, most int) string {
	var top strings.Builder
	lines := bufio.NewScanner(bytes.NewReader(report))
	for found := 0; found < most && lines.Scan(); {
		line := strings.Trim(lines.Text(), " -\t") // behind the symbol there are empty columns
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fmt.Fprintln(&top, line)
		found++
	}
	return top.String()
}
