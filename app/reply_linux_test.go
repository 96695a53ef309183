//go:build !nowindow

package main

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/cli"
)

// Positions in the sheet that adds a file, and in the details, in a window of the size of keysWindow.
var (
	replyBox  = image.Pt(300, 297) // "Save the server's reply beside each file"
	uploadOne = image.Pt(866, 630)
	replyTab  = image.Pt(1054, 120) // of the details
)

// TestReplyByHand: a file is added in the window with a reply wanted, and "sendoff serve" has a program answer it. The
// answer is saved beside the file and shown in the details; what arrived is verified, and "verify" says that serve hands
// nothing out.
func TestReplyByHand(t *testing.T) {
	s := openScreen(t, "light")
	p := s.portal()
	program, into := filepath.Join(s.Files, "on-upload"), t.TempDir()
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho \"thanks for\" $(wc -c < \"$SENDOFF_FILE\") bytes\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	serve := s.Child("serve", into, "--listen", "127.0.0.1:0", "--on-upload", program)
	apptest.Eventually(t, "the address", func() bool { return strings.Contains(serve.Out.String(), "http://") })
	_, rest, _ := strings.Cut(serve.Out.String(), "http://")
	address, _, _ := strings.Cut(rest, " ")
	_, w := s.Sendoff("--to", "http://"+address)
	s.Place(w, keysWindow)
	k := &keyboard{s, w}
	path := k.rested("alpha.bin", 3000)
	k.press("ctrl+o")
	asked, before := next(t, p.asked, "the file chooser"), k.still()
	p.answer(asked, "file://"+path)
	apptest.Eventually(t, "the sheet", func() bool { return before.changed(k.still()) > 10_000 })
	k.KeepShot("sheet")
	k.clicks(replyBox, "")
	k.still()
	k.KeepShot("wanted")
	apptest.Eventually(t, "the adding", func() bool {
		k.clicks(uploadOne, "")
		return s.List()["alpha.bin"] != nil
	})
	apptest.Eventually(t, "the reply", func() bool {
		text, err := os.ReadFile(path + ".reply")
		return err == nil && string(text) == "thanks for 3000 bytes\n"
	})
	apptest.Eventually(t, "the end", func() bool { return s.List()["alpha.bin"]["state"] == "done" })
	sent, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if came, err := os.ReadFile(filepath.Join(into, "alpha.bin")); err != nil || !bytes.Equal(came, sent) {
		t.Errorf("what arrived: %d bytes, %v", len(came), err)
	}
	if j := s.List()["alpha.bin"]; j["verified"] != true {
		t.Errorf("%v", j)
	}
	k.still()
	k.press("Home", "Return")
	overview := k.still()
	k.KeepShot("details")
	k.clicks(replyTab, "")
	if page := k.still(); overview.changed(page) < 4000 {
		t.Error("the reply is not shown")
	}
	k.KeepShot("reply")
	if out, _ := s.Run(cli.ExitDone, "verify", path); !strings.Contains(out, "does not let it be read back (405") {
		t.Errorf("said %s", out)
	}
}
