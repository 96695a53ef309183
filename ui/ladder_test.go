package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
)

// TestAdviceOfATest: after a test of a server nobody is told to test the server, or to retry an upload
// that there was none of.
func TestAdviceOfATest(t *testing.T) {
	for _, k := range allKinds {
		text := TestText(&transfer.Fault{Kind: k, HTTP: 404, Final: true}, "https://files.example.com/drop/a.zip")
		checkWords(t, string(k), text)
		switch k { //nolint:exhaustive // the others do not come from a server
		case transfer.KindNoReply, transfer.KindReplySave, transfer.KindEmptyFile, transfer.KindFileBusy, transfer.KindFileAway,
			transfer.KindFileMissing, transfer.KindFileDenied, transfer.KindFileChanged, transfer.KindNotFile, transfer.KindOwnDisk,
			transfer.KindGone, transfer.KindNoProgress, transfer.KindVersion:
			continue
		}
		for _, unfit := range []string{"Test the server", "etry", "Start over", "0 B"} {
			if strings.Contains(text, unfit) {
				t.Errorf("%s: %s", k, text)
			}
		}
		if !strings.HasSuffix(text, " (404)") {
			t.Errorf("%s: the code is missing: %s", k, text)
		}
	}
}

func lastStep(f transfer.Fault) []TestStep {
	return []TestStep{{Name: "TCP", OK: true, Text: "connected"}, {Name: "Create", Text: TestText(&f, "https://files.example.com/"), Fault: &f}}
}

// TestHelpAfterATest: the test that an upload led to offers the way out that its button cannot.
func TestHelpAfterATest(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := fixture(1, failing(transfer.KindNotFound, nil))
	w.Apply(u)
	h.steps = lastStep(transfer.Fault{Kind: transfer.KindNotFound, HTTP: 404})
	test.Tap(rowOf(t, w, id[0]).first)
	test.Tap(sheetButton(t, w, "Change address…"))
	if w.sheet == nil || !strings.Contains(visibleText(w), textAddressTitle) {
		t.Fatal("the address cannot be changed from the test")
	}
	w.sheet.dismiss()

	h.steps = lastStep(transfer.Fault{Kind: transfer.KindSignIn, HTTP: 401})
	w.testAddress(testServers[0].URL)
	test.Tap(sheetButton(t, w, "Sign in…"))
	if w.sheet == nil || !strings.Contains(visibleText(w), "Sign in to ") {
		t.Fatal("nobody can sign in from the test")
	}
	w.sheet.dismiss()

	h.steps = lastStep(transfer.Fault{Kind: transfer.KindNotBITS, HTTP: 200})
	w.testAddress(testServers[0].URL)
	test.Tap(sheetButton(t, w, "Edit server"))
	if w.sheet == nil || !strings.Contains(visibleText(w), "Edit server") {
		t.Fatal("the server cannot be edited from the test")
	}
	w.sheet.dismiss()

	h.steps = []TestStep{{Name: "TCP", OK: true, Text: "connected"}}
	w.testAddress(testServers[0].URL)
	for _, o := range test.LaidOutObjects(w.sheet.pop) {
		if b, ok := o.(*button); ok && b.Visible() && b.Text == "" {
			t.Error("a test that ended well shows an empty button")
		}
	}
}
