package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"sendoff/transfer/receiver"
)

const (
	commandTime   = 5 * time.Minute // for one run of the command
	commandLeft   = 5 * time.Second // for what it has started and still prints, once it has ended
	exitForbidden = 77              // EX_NOPERM: the upload is refused for good
	maxComplaint  = 2 << 10         // bytes of what the command says on standard error
)

// command is a program that is run for each complete upload. The facts are in its environment. What it prints is the
// reply.
type command struct {
	path string
	most time.Duration // for one run
}

// Take runs the command. Exit code 0 takes the upload, 77 refuses it for good, any other lets the client come again. What
// the command has started may go on after it: its exit code counts, and what was printed until commandLeft later. After
// command.most all of it is killed, and the error is context.DeadlineExceeded.
func (c command) Take(ctx context.Context, u receiver.Upload) (receiver.Verdict, error) {
	ctx, cancel := context.WithTimeout(ctx, c.most)
	defer cancel()
	run := exec.CommandContext(ctx, c.path)
	run.WaitDelay = commandLeft
	run.Env = append(os.Environ(),
		"SENDOFF_FILE="+u.File, "SENDOFF_PATH="+u.Path, "SENDOFF_URL="+u.URL, "SENDOFF_USER="+u.User,
		"SENDOFF_REMOTE="+u.Remote, "SENDOFF_SESSION="+u.Session, "SENDOFF_SIZE="+strconv.FormatInt(u.Size, 10))
	reply, complaint := &bounded{most: receiver.DefaultMaxReply}, &bounded{most: maxComplaint}
	run.Stdout, run.Stderr = reply, complaint
	err := runAsOne(run)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return receiver.Verdict{}, fmt.Errorf("%s has not ended within %v: %w", c.path, c.most, context.DeadlineExceeded)
	case errors.As(err, &exit) && exit.ExitCode() == exitForbidden:
		return receiver.Verdict{Status: 403}, nil
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return receiver.Verdict{}, fmt.Errorf("%s: %w %s", c.path, err, strings.TrimSpace(complaint.text.String()))
	case reply.over:
		return receiver.Verdict{}, fmt.Errorf("%s prints more than %d bytes", c.path, reply.most)
	}
	return receiver.Verdict{}, receiver.StoreReply(u.Reply, &reply.text, reply.most)
}

// bounded keeps the first bytes of an output.
type bounded struct {
	text bytes.Buffer
	most int64
	over bool // there were more
}

func (b *bounded) Write(p []byte) (int, error) {
	room := max(b.most-int64(b.text.Len()), 0)
	if int64(len(p)) > room {
		b.over = true
	}
	b.text.Write(p[:min(int64(len(p)), room)])
	return len(p), nil
}
