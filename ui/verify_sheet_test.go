package ui

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// delivered is an upload that is done.
func delivered(_ int, j *transfer.Job) {
	j.Outcome, j.Ended, j.Acked = transfer.Delivered, time.Now(), j.Source.Size
}

// TestVerifyInTheWindow: the sheet says what was compared, no more; while it runs how far it is; and closing it ends it.
func TestVerifyInTheWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(1, delivered)
	w.Apply(u)
	size := u[id[0]].Source.Size
	for name, c := range map[string]struct {
		found  readback.Found
		refuse error
		want   string
	}{
		"content": {readback.Found{Proof: receipt.Proof{By: receipt.ByContent, Same: true, Bytes: size}}, nil, "was read back from the server, and is what was sent."},
		"size":    {readback.Found{Proof: receipt.Proof{By: receipt.BySize, Same: true}, Refused: http.StatusForbidden}, nil, "The content was not compared. The server does not let it be read back (403 Forbidden)."},
		"differs": {readback.Found{Proof: receipt.Proof{By: receipt.ByContent}}, nil, "What the server has differs"},
		"refused": {readback.Found{Refused: http.StatusMethodNotAllowed}, nil, "The server does not let it be read back (405 Method Not Allowed)."},
		"error":   {readback.Found{}, words.Said("files.example.com does not answer."), "files.example.com does not answer."},
	} {
		h.found, h.refuse = c.found, c.refuse
		w.act.verify(id[0])
		if text := wordsOn(w); !strings.Contains(text, c.want) || len(h.verified) == 0 {
			t.Errorf("%s: it says %q", name, text)
		}
		tap(sheetButton(t, w, words.VerifyAgain))
		w.sheets.Top().Dismiss()
	}
	h.refuse = nil
	h.read, h.stops = size/2, 0
	w.act.verify(id[0])
	if text := wordsOn(w); !strings.Contains(text, "Reading it back from the server") || !strings.Contains(text, "50 %") {
		t.Errorf("it says %q", text)
	}
	w.sheets.Top().Dismiss()
	if h.stops != 1 {
		t.Errorf("stopped %d times", h.stops)
	}
}

// TestReceiptFromTheWindow: the receipt is saved where the user says, and has no secret of the address.
func TestReceiptFromTheWindow(t *testing.T) {
	w, h := openTest(t, labSettings())
	u, id := listtest.Jobs(2, func(i int, j *transfer.Job) {
		delivered(i, j)
		j.Target.URL += "?token=secret"
		j.Proof = &receipt.Proof{Sent: bits.SHA256(strings.Repeat("ab", 32)), Said: bits.SHA256(strings.Repeat("ab", 32)), By: receipt.ByAck, Same: true}
	})
	w.Apply(u)
	h.saveAs = filepath.Join(t.TempDir(), "r.html")
	w.act.saveReceipt(id)
	h.drain(func() bool { return w.status.words.Words != "" })
	page, err := os.ReadFile(h.saveAs)
	if err != nil || strings.Contains(string(page), "secret") || strings.Count(string(page), "<section>") != 2 || h.proposed != "receipt-2.html" {
		t.Errorf("%v, proposed %s: %s", err, h.proposed, page)
	}
}

// TestVerifiedIsInTheRow: a row says that an upload was verified, and nothing of one that was not.
func TestVerifiedIsInTheRow(t *testing.T) {
	now := time.Now()
	j := wordsJob()
	if text := words.StateText(&j, now); strings.Contains(text, "verified") {
		t.Error(text)
	}
	j.Proof = &receipt.Proof{By: receipt.BySize, Same: true}
	if text := words.StateText(&j, now); strings.Contains(text, "verified") {
		t.Error(text)
	}
	j.Proof = &receipt.Proof{By: receipt.ByContent, Same: true}
	if text := words.StateText(&j, now); !strings.HasSuffix(text, " · verified") {
		t.Error(text)
	}
}

func wordsJob() transfer.Job {
	u, id := listtest.Jobs(1, delivered)
	return *u[id[0]]
}
