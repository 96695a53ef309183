package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"sendoff/transfer"
	"sendoff/transfer/identity"
	"sendoff/ui/kit"
	"sendoff/ui/list"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// ownFields are the fields of the open sheet for a certificate: its file, the key's and the passphrase.
func ownFields(t *testing.T, w *Window) (file, key, passphrase *kit.Field) {
	t.Helper()
	var all []*kit.Field
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if f, ok := o.(*kit.Field); ok {
			all = append(all, f)
		}
	}
	if len(all) != 3 || all[0].Password || !all[2].Password {
		t.Fatalf("%d fields", len(all))
	}
	return all[0], all[1], all[2]
}

// chooser is the first button that chooses a file.
func chooser(t *testing.T, w *Window) *kit.Button {
	t.Helper()
	for _, o := range test.LaidOutObjects(w.sheets.Top().Object()) {
		if b, ok := o.(*kit.Button); ok && b.Text == words.OwnChoose {
			return b
		}
	}
	t.Fatal("no button chooses a file")
	return nil
}

// TestOwnCertificateSheet: the row of an upload whose server asks for a certificate has the button that gives one: its file
// by the chooser, the passphrase typed. The sheet waits for the server's answer, closes when the upload goes on, and says
// what is wrong when it does not.
func TestOwnCertificateSheet(t *testing.T) {
	w, h := openTest(t, labSettings())
	fault := transfer.Fault{Kind: transfer.KindClientCert, Final: true, Cert: transfer.CertificateFault{Issuer: "CN=Acme Client CA"}}
	u, ids := listtest.Jobs(1, func(_ int, j *transfer.Job) { j.Fault = &fault })
	w.Apply(u)
	h.drain(func() bool { return true })
	first := rowOf(t, w, ids[0]).First
	if first.Text != words.OwnCert {
		t.Fatalf("the button says %q", first.Text)
	}
	tap(first)
	if text := visibleText(w); !strings.Contains(text, "CN=Acme Client CA") {
		t.Errorf("the sheet does not say whose certificates are taken: %s", text)
	}
	file, _, passphrase := ownFields(t, w)
	test.Tap(sheetButton(t, w, words.OwnUse))
	if len(h.given) != 0 || !strings.Contains(visibleText(w), words.OwnFileNone) {
		t.Errorf("no file was chosen: %+v", h.given)
	}
	h.chosen = []string{"/home/ines/ines.pfx"}
	test.Tap(chooser(t, w))
	if file.Text != "/home/ines/ines.pfx" {
		t.Fatalf("the file is %q", file.Text)
	}
	passphrase.SetText(planted)
	test.Tap(sheetButton(t, w, words.OwnUse))
	origin, err := transfer.SignInOrigin(u[ids[0]].Target.URL)
	if err != nil {
		t.Fatal(err)
	}
	want := list.OwnCertificate{Address: origin + "/", File: "/home/ines/ines.pfx", Passphrase: planted, Keep: true}
	if len(h.given) != 1 || h.given[0] != want {
		t.Fatalf("given %+v, want %+v", h.given, want)
	}
	answer := func(edit func(*transfer.Job)) {
		next := *u[ids[0]]
		edit(&next)
		w.Apply(transfer.Update{next.ID: &next})
		h.drain(func() bool { return true })
	}
	answer(func(j *transfer.Job) {
		j.Fault = &transfer.Fault{Kind: transfer.KindOwnWrong, Final: true, Cert: transfer.CertificateFault{File: "/home/ines/ines.pfx"}}
	})
	if w.sheets.Top() == nil || !strings.Contains(visibleText(w), "the passphrase of the one in /home/ines/ines.pfx is wrong") {
		t.Fatal("the sheet does not say that the passphrase is wrong")
	}
	passphrase.OnSubmitted("")
	answer(func(j *transfer.Job) { j.Fault, j.Phase = nil, transfer.Sending })
	if w.sheets.Top() != nil || passphrase.Text != "" {
		t.Error("the sheet stays, or keeps the passphrase")
	}
}

// TestOwnCertificatesInSettings: the settings list whose certificate is shown to whom, and can end that.
func TestOwnCertificatesInSettings(t *testing.T) {
	w, h := openTest(t, labSettings())
	h.own = []identity.Identity{{Place: "https://files.example.com/", File: "/home/ines/ines.pfx"}}
	w.openSettings()
	if text := visibleText(w); !strings.Contains(text, "files.example.com") || !strings.Contains(text, "/home/ines/ines.pfx") {
		t.Fatalf("the settings say %s", text)
	}
	test.Tap(sheetButton(t, w, words.Remove))
	if len(h.taken) != 1 || h.taken[0] != "https://files.example.com/" {
		t.Errorf("removed %q", h.taken)
	}
}
