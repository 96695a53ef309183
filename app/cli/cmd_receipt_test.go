package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/receipt"
	"sendoff/ui/words"
)

// receiptOf runs receipt --json and returns its document.
func (r *rig) receiptOf(args ...string) receipt.Document {
	r.T.Helper()
	out, _ := r.Run(ExitDone, append([]string{"receipt", "--json"}, args...)...)
	var d receipt.Document
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		r.T.Fatalf("%v in %s", err, out)
	}
	return d
}

// TestReceipt: it has the SHA-256 that sha256sum would print, the session, the times and what the server said, in each
// form; and no secret.
func TestReceipt(t *testing.T) {
	r := newRig(t)
	path := r.File("it's &amp; a.bin", 2<<20)
	r.Run(ExitDone, "upload", "--to", r.Server.URL+"x.bin?token=secret-token&lang=en", "--header", "X-Key: secret-key", path)
	id := r.List()["it's &amp; a.bin"]["id"].(string)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	want := hex.EncodeToString(sum[:])
	d := r.receiptOf(id[:8])
	if len(d.Uploads) != 1 || d.Receipt != receipt.Version || d.Program != "Sendoff "+version || time.Since(d.Made) > time.Hour {
		t.Fatalf("%+v", d)
	}
	u := d.Uploads[0]
	if u.SHA256 == nil || *u.SHA256 != want || u.ServerSays == nil || *u.ServerSays != want || !u.Verified || u.Differs || *u.Compared != receipt.ByAck {
		t.Errorf("content: %+v", u)
	}
	if u.Path != path || u.Size != 2<<20 || u.Session == nil || u.Outcome != "done" || u.Ended == nil || u.Ended.Before(*u.Started) || u.Server == "" {
		t.Errorf("%+v", u)
	}
	var packets []string
	for _, a := range u.Answers {
		packets = append(packets, a.Packet)
		if a.Status != 200 || a.At.IsZero() {
			t.Errorf("%+v", a)
		}
	}
	if !slices.Equal(packets, []string{"Create-Session", "Fragment", "Close-Session"}) {
		t.Errorf("answers: %v", packets)
	}
	page, _ := r.Run(ExitDone, "receipt", "--html", id)
	text, _ := r.Run(ExitDone, "receipt", id)
	raw, _ := r.Run(ExitDone, "receipt", "--json", id)
	for form, out := range map[string]string{"page": page, "text": text, "json": raw} {
		if strings.Contains(out, "secret") || !strings.Contains(out, want) || !strings.Contains(out, *u.Session) {
			t.Errorf("%s: %s", form, out)
		}
	}
	if !strings.Contains(page, "it&#39;s &amp;amp; a.bin") || strings.Contains(page, "<script") {
		t.Errorf("not escaped: %s", page)
	}
}

// TestReceiptIsSavedBesideNothing: it is saved in a new file, and never in an existing one.
func TestReceiptIsSavedBesideNothing(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 10)
	r.Run(ExitDone, "upload", "--to", r.Server.URL, path)
	id := r.List()["a.bin"]["id"].(string)
	to := filepath.Join(r.Files, "receipt.html")
	r.Run(ExitDone, "receipt", "--html", "-o", to, id)
	saved, err := os.ReadFile(to)
	if err != nil || !strings.HasPrefix(string(saved), "<!DOCTYPE html>") {
		t.Fatalf("%v: %s", err, saved)
	}
	if _, errs := r.Run(exitUsage, "receipt", "--json", "-o", to, id); !strings.Contains(errs, "exists already") {
		t.Errorf("said: %s", errs)
	}
	if again, err := os.ReadFile(to); err != nil || string(again) != string(saved) {
		t.Errorf("%v: %s", err, again)
	}
	if code, out, _ := r.speaking(words.Russian, "receipt", id); code != ExitDone || !strings.Contains(out, "Квитанция") || !strings.Contains(out, "Проверено") {
		t.Errorf("exit code %d: %s", code, out)
	}
}

// TestReceiptOfABatch: one receipt for all that was added together; and none for what has not ended.
func TestReceiptOfABatch(t *testing.T) {
	r := newRig(t)
	r.Run(ExitDone, "upload", "--to", r.Server.URL, r.File("a.bin", 10), r.File("b.bin", 20))
	r.Run(ExitDone, "upload", "--to", r.Server.URL, r.File("c.bin", 30))
	listed := r.List()
	d := r.receiptOf("--batch", listed["b.bin"]["id"].(string))
	if len(d.Uploads) != 2 || d.Uploads[0].Name == d.Uploads[1].Name || d.Uploads[0].Name == "c.bin" || d.Uploads[1].Name == "c.bin" {
		t.Errorf("%+v", d.Uploads)
	}
	if d := r.receiptOf(listed["b.bin"]["id"].(string), listed["c.bin"]["id"].(string)); len(d.Uploads) != 2 {
		t.Errorf("%+v", d.Uploads)
	}
	r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL, r.File("d.bin", 10))
	if _, errs := r.Run(ExitFailed, "receipt", r.List()["d.bin"]["id"].(string)); !strings.Contains(errs, "receipt of d.bin yet: it has not ended") {
		t.Errorf("said: %s", errs)
	}
}
