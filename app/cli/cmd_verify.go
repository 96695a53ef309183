package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"sendoff/app/queue"
	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/readback"
	"sendoff/transfer/receipt"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

// verifyCmd compares an upload, or a file, with what a server has.
type verifyCmd struct {
	To   string `placeholder:"URL" help:"Where the file should be: a folder ending in /, or the file's own address. Without it, where the upload went."`
	JSON bool   `name:"json" help:"One JSON object."`
	What string `arg:"" name:"file-or-job" help:"The ID of an upload, or its beginning; or a file."`
}

// Run is called by kong. It succeeds only if the content was compared and is the same, now or when it was uploaded.
func (v *verifyCmd) Run(ctx context.Context, c *call) (err error) {
	if v.JSON {
		words.Speak(words.English)
	}
	f, err := c.follow(ctx, queue.Look)
	if err != nil {
		return err
	}
	defer f.close(&err)
	j, err := v.job(ctx, f)
	if err != nil {
		return err
	}
	var found readback.Found
	show := c.reading(j, v.JSON)
	err = f.Ask(ctx, func(q queue.Queue) (err error) {
		found, err = q.Verify(ctx, *j, show)
		return err
	})
	show(-1)
	if err != nil {
		return err
	}
	if err := v.print(c, j, found); err != nil {
		return err
	}
	if !v.proof(j, found).Verified() {
		return coded{errSaid, ExitFailed}
	}
	return nil
}

// job finds out what is to be compared. Of a file without --to it is its newest upload that is done.
func (v *verifyCmd) job(ctx context.Context, f *follower) (*transfer.Job, error) {
	all, err := f.Jobs(ctx)
	if err != nil {
		return nil, err
	}
	j, misnamed := all.One(v.What)
	var path string
	if misnamed != nil {
		if path, err = namedFile(v.What); err != nil {
			return nil, err
		}
		j = newestOf(all, path)
	}
	switch {
	case misnamed == nil && v.To == "", j != nil && v.To == "":
		return j, nil
	case misnamed == nil:
		elsewhere := *j
		elsewhere.ID, elsewhere.Outcome = newVerifyID(), "" // what is found there says nothing about the upload
		elsewhere.Target.URL, err = transfer.Destination(v.To, j.Name())
		return &elsewhere, err
	case v.To == "":
		if _, err := source.Stat(path); err != nil {
			return nil, misnamed
		}
		return nil, wrongUsage(words.Tr("no upload of %s is in the history; say with --to where it should be"), path)
	}
	file, err := source.Stat(path)
	if err != nil {
		return nil, err
	}
	address, err := transfer.Destination(v.To, filepath.Base(file.Path))
	if err != nil {
		return nil, fmt.Errorf("--to: %w", err)
	}
	made := transfer.NewJob(file, transfer.Target{URL: address})
	return &made, nil
}

// newVerifyID is the ID of a comparison that belongs to no upload.
func newVerifyID() uuid.UUID { return transfer.NewJob(source.File{}, transfer.Target{}).ID }

// newestOf is the newest upload of a file that is done; nil = there is none.
func newestOf(all queue.Jobs, path string) (newest *transfer.Job) {
	for _, j := range all {
		if j.Source.Path == path && j.Outcome == transfer.Delivered && (newest == nil || j.Ended.After(newest.Ended)) {
			newest = j
		}
	}
	return newest
}

// reading returns what shows on a terminal how much was read back; below 0 ends it.
func (c *call) reading(j *transfer.Job, quiet bool) func(int64) {
	shown := ""
	return func(n int64) {
		if quiet || !c.terminal(c.Stderr) {
			return
		}
		text := ""
		if n >= 0 {
			text = fmt.Sprintf(words.Tr("Reading back %d %%"), words.Percent(n, j.Source.Size))
		}
		if text != shown {
			fmt.Fprintf(c.Stderr, "\r\x1b[K%s", text)
			shown = text
		}
	}
}

// proof is what is known of the content at last: what was found, or what the server named of the upload itself if it lets
// nothing be read back.
func (v *verifyCmd) proof(j *transfer.Job, found readback.Found) receipt.Proof {
	if v.To == "" && found.By == receipt.ByNothing && j.Proof != nil && j.Proof.Verified() {
		return *j.Proof
	}
	return found.Proof
}

// jsonVerified is what verify --json prints. Scripts depend on the names.
type jsonVerified struct {
	Name     string      `json:"name"`
	Path     string      `json:"path"`
	Bytes    []byte      `json:"path_bytes,omitempty"` // base64 of a path that is not UTF-8
	URL      string      `json:"url"`                  // without secrets
	Size     int64       `json:"size"`
	SHA256   *string     `json:"sha256"`   // of what was sent; null = not known
	Compared *receipt.By `json:"compared"` // "content", "digest", "md5", "size" or, at the upload, "ack"; null = nothing could be
	Verified bool        `json:"verified"` // the content was compared, and is the same
	Differs  bool        `json:"differs"`  // the server has something else
	Has      *int64      `json:"has"`      // bytes that the server has; null = it does not say
	Refused  *int        `json:"refused"`  // HTTP status by which the server does not let it be read back
	At       *time.Time  `json:"at"`
	Text     string      `json:"text"`
}

func (v *verifyCmd) print(c *call, j *transfer.Job, f readback.Found) error {
	if !v.JSON {
		_, err := fmt.Fprintf(c.Stdout, "%s: %s\n%s\n", queue.NameOf(j), transfer.Letters(bits.SafeAddress(j.Target.URL)), words.Plain(words.FoundText(f, j)))
		if err != nil {
			return fmt.Errorf("print: %w", err)
		}
		return nil
	}
	p := v.proof(j, f)
	out := jsonVerified{
		Name: j.Name(), Path: j.Source.Path, Bytes: source.PathBytes(j.Source.Path), URL: bits.SafeAddress(j.Target.URL), Size: j.Source.Size,
		SHA256: queue.OrNull(string(p.Sent)), Compared: queue.OrNull(p.By), Verified: p.Verified(), Differs: p.Differs(),
		Refused: queue.OrNull(f.Refused), At: queue.TimeOrNull(p.At), Text: words.FoundText(f, j),
	}
	if f.Has >= 0 {
		out.Has = &f.Has
	}
	return writeJSON(c.Stdout, out)
}
