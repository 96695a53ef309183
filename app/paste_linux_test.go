package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/ui"
)

// TestPasteFromFileManager: files and a folder are copied in a real file manager and pasted into the window.
func TestPasteFromFileManager(t *testing.T) {
	needTools(t, "pcmanfm")
	s := openScreen(t, "light")
	if err := os.MkdirAll(filepath.Join(s.files, "a folder ё"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("b file.bin", 300_000)
	s.file("видео #1 100%.txt", 5)
	s.file("a folder ё/inner.txt", 70_000)

	_, w := s.sendoff("--to", s.server.url)
	manager := s.fileManager(s.files)
	s.place(w, image.Rect(10, 30, 650, 590))
	s.place(manager, image.Rect(670, 30, 1270, 430))
	s.selectAll(manager)
	s.input("key ctrl+c sleep 0.3")
	s.activate(w)
	s.input("key ctrl+v sleep 0.5")
	s.keepShot("pasted")

	names := []string{"b file.bin", "видео #1 100%.txt", "inner.txt"}
	eventually(t, "the adding of what was pasted", func() bool {
		s.activate(w)
		s.input("key Return sleep 0.3")
		return len(s.list()) == len(names)
	})
	for _, name := range names {
		eventually(t, "the upload of "+name, func() bool { return s.list()[name]["outcome"] == "done" })
	}
	s.arrived(filepath.Join(s.files, "b file.bin"))
}

// TestClipboard reads what another program has on the clipboard of a real screen: in one piece and in many,
// as files and as text, too much, and never.
func TestClipboard(t *testing.T) {
	needTools(t, "xclip")
	s := openScreen(t, "light")
	t.Setenv("DISPLAY", s.variable("DISPLAY"))
	t.Setenv("XAUTHORITY", filepath.Join(t.TempDir(), "none"))
	if c, err := s.copied(clipboardWait); err != nil || len(c.Paths)+len(c.Elsewhere) > 0 {
		t.Errorf("with nothing on the clipboard: %v, %v", c, err)
	}

	const many = 20_000 // more than a screen takes in one piece
	var list strings.Builder
	for i := range many {
		fmt.Fprintf(&list, "file:///tmp/%06d%%20%s\r\n", i, strings.Repeat("x", 60))
	}
	for _, target := range fileTargets {
		s.holds(target, list.String()+"sftp://other.example/file\r\n")
		c, err := s.copied(30 * time.Second)
		if err != nil || len(c.Paths) != many || len(c.Elsewhere) != 1 || !strings.HasPrefix(c.Paths[many-1], "/tmp/019999 x") {
			t.Errorf("%s: %d paths, %q, %v", target, len(c.Paths), c.Elsewhere, err)
		}
	}
	s.holds("UTF8_STRING", "words\n/tmp/ё\n")
	if c, err := s.copied(clipboardWait); err != nil || len(c.Paths) != 1 || c.Paths[0] != "/tmp/ё" {
		t.Errorf("text: %v, %v", c, err)
	}
	s.holds("image/png", "no picture")
	if c, err := s.copied(clipboardWait); err != nil || len(c.Paths)+len(c.Elsewhere) > 0 {
		t.Errorf("a picture: %v, %v", c, err)
	}
	s.holds("text/uri-list", strings.Repeat("file:///tmp/"+strings.Repeat("y", 100)+"\r\n", clipboardMost/100))
	if c, err := s.copied(time.Minute); !errors.Is(err, ui.ErrClipboardLong) {
		t.Errorf("too much: %d paths, %v", len(c.Paths), err)
	}

	owner := s.holds("text/uri-list", "file:///tmp/never\r\n")
	if err := syscall.Kill(owner, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if c, err := s.copied(clipboardWait); !errors.Is(err, ui.ErrClipboardSilent) || time.Since(begun) < clipboardWait {
		t.Errorf("of a program that stands still: %v, %v after %v", c, err, time.Since(begun))
	}
}

func (s *screen) copied(wait time.Duration) (ui.Copied, error) {
	ctx, stop := context.WithTimeout(s.t.Context(), wait)
	defer stop()
	return copiedFiles(ctx)
}

// holds puts something on the clipboard; the program that has it stays until the test ends.
func (s *screen) holds(target, text string) (pid int) {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "clip")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	c := s.program("xclip", "-quiet", "-selection", "clipboard", "-target", target, "-in", file)
	eventually(s.t, "the clipboard as "+target, func() bool {
		out, err := s.tool("xclip", "-selection", "clipboard", "-target", "TARGETS", "-out")
		return err == nil && strings.Contains(out, target+"\n")
	})
	return c.Process.Pid
}
