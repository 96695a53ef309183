package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/sheets"
	"sendoff/ui/words"
)

// A copied report holds what its reader needs and nothing that grants access.
func TestCopiedTextsHoldNoSecrets(t *testing.T) {
	w, _ := openTest(t, labSettings())
	u, id := listtest.Jobs(1, failing(transfer.KindTooLarge, func(j *transfer.Job) {
		j.Target.URL = "https://planted:planted@files.example.com/drop/a.zip?token=planted"
		j.Session.ID = "{B4C8-91}"
		j.Fault = &transfer.Fault{
			Kind: transfer.KindTooLarge, HTTP: 413, Code: bits.CodeTooLarge, Context: bits.ContextRemoteFile, Final: true,
			At: time.Date(2026, 4, 17, 14, 3, 5, 0, time.UTC), Packet: "Fragment", Head: "Server: Microsoft-IIS/10.0\n",
		}
	}))
	w.Apply(u)
	tap(rowOf(t, w, id[0]).First)
	admin := w.app.Clipboard().Content()
	for _, want := range []string{
		"Address: https://files.example.com/drop/a.zip?...\n", "Session ID: {B4C8-91}\n", "Time: 2026-04-17 14:03:05 +00:00\n",
		"Packet: BITS_POST Fragment\n", "Status: 413\n", "HRESULT: 0x80200020\n", "Context: 0x5 (the server)\n", "  Server: Microsoft-IIS/10.0\n",
	} {
		if !strings.Contains(admin, want) {
			t.Errorf("%q is not in\n%s", want, admin)
		}
	}
	w.act.copyDetails(id[0])
	details := w.app.Clipboard().Content()
	if !strings.Contains(details, "Job ID: ") || strings.Contains(admin+details, "planted") {
		t.Errorf("for the admin:\n%s\ndetails:\n%s", admin, details)
	}
	noSecretsSentOn(t, w, *u[id[0]])
}

// noSecretsSentOn checks the other copied texts about an upload.
func noSecretsSentOn(t *testing.T, w *Window, j transfer.Job) {
	t.Helper()
	j.Target.Headers = "Authorization-Key: planted\nX-Api-Key: planted"
	w.queue.Choose(0, list.ReachOne)
	w.act.CopyStatus()
	texts := []string{w.app.Clipboard().Content(), strings.Join(historyOf(t, &j), ",")}
	for _, p := range []bits.PacketType{bits.Ping, bits.CreateSession, bits.Fragment, bits.CloseSession, bits.CancelSession, bits.GetReply} {
		note := bits.Note{Kind: bits.NoteSent, Packet: p, Range: bits.Range{First: 0, Last: 9, Total: 1000}}
		if p == bits.GetReply {
			note.Range, note.Address = bits.Range{}, j.Target.URL
		}
		texts = append(texts, words.Curl(&j, note))
	}
	for _, text := range texts {
		if strings.Contains(text, "planted") || !strings.Contains(text, "https://files.example.com/drop/a.zip?...") {
			t.Errorf("copied or exported: %s", text)
		}
	}
}

func TestCopyDiagnostics(t *testing.T) {
	w, h := openTest(t, labSettings())
	sheets.Help(w.act)
	tap(sheetButton(t, w, words.Diagnostics))
	if got := w.app.Clipboard().Content(); got != "diagnostics" || w.status.words.Words != words.Diagnosed {
		t.Errorf("copied %q, said %q", got, w.status.words.Words)
	}
	h.refuse = errors.New("the log is away")
	w.act.CopyDiagnostics()
	if got := w.status.words.Words; got != "The log is away." {
		t.Errorf("said %q", got)
	}
}
