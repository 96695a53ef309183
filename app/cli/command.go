package cli

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"

	"sendoff/app/queue"
	"sendoff/ui/words"

	"github.com/adrg/xdg"
	"github.com/alecthomas/kong"
)

// grammar is the command line. A command tagged queueless:"" works without the queue's folder. All others are
// refused at once if the folder has no place or is not the user's.
type grammar struct {
	Dir     string `help:"Folder of the queue (default: ${dir})." placeholder:"DIR" type:"path"`
	NoColor bool   `help:"No colours. NO_COLOR in the environment does the same."`
	Verbose bool   `short:"v" help:"Print the log on standard error."`

	Window      windowCmd      `cmd:"" default:"withargs" help:"Open the window; files open the sheet that adds them. This is what \"sendoff FILE...\" does."`
	Upload      uploadCmd      `cmd:"" help:"Add files, wait for them and show progress."`
	Add         addCmd         `cmd:"" help:"Add files and return; prints the job IDs."`
	List        listCmd        `cmd:"" help:"List the jobs."`
	Show        showCmd        `cmd:"" history:"" help:"Show one job with its transcript."`
	Pause       pauseCmd       `cmd:"" help:"Pause jobs."`
	Resume      resumeCmd      `cmd:"" help:"Go on with paused jobs."`
	Retry       retryCmd       `cmd:"" help:"Try failed jobs again at once, and cancels that a server refused; a file that has changed is uploaded as it is now."`
	Change      changeCmd      `cmd:"" help:"Give a job another address, or say where its file is by now."`
	Cancel      cancelCmd      `cmd:"" help:"Cancel jobs, wait for the server's answer and print the outcome. A cancel that the server refused is tried again."`
	Forget      forgetCmd      `cmd:"" history:"" help:"Remove ended jobs from the history, or stop trying to tell a server of a cancel."`
	Sessions    sessionsCmd    `cmd:"" help:"List the sessions that are open on servers: of uploads, and of cancels that a server has not confirmed. A session's ID can be used in place of a job's."`
	Run         runCmd         `cmd:"" help:"Work on the queue without a window."`
	Quit        quitCmd        `cmd:"" help:"End the Sendoff that works on the queue; what is left goes on when it starts again."`
	Serve       serveCmd       `cmd:"" queueless:"" help:"Receive BITS uploads into a folder."`
	SignIn      signInCmd      `cmd:"" help:"Sign in to a server or a proxy; its jobs that waited for that go on."`
	SignOut     signOutCmd     `cmd:"" help:"Forget the account of a server or a proxy."`
	Accounts    accountsCmd    `cmd:"" help:"List the accounts that are known, without passwords."`
	Test        testCmd        `cmd:"" queueless:"" help:"Test a server step by step."`
	Verify      verifyCmd      `cmd:"" history:"" help:"Compare an upload with what its server has: by a digest that it names, or by reading the file back. Succeeds only if the content is the same."`
	Receipt     receiptCmd     `cmd:"" history:"" help:"Print or save a receipt of ended uploads: file, size, SHA-256, server, session, times and what the server said."`
	Server      serverCmd      `cmd:"" help:"Remember servers, and set how files are sent to them."`
	Proxy       proxyCmd       `cmd:"" help:"Show or set over which proxy servers are reached."`
	Trust       trustCmd       `cmd:"" help:"Trust the certificate of a server that this computer does not trust, or take that back."`
	Certificate certificateCmd `cmd:"" help:"Show a certificate of yours to a server that asks for one, or list what is shown to whom."`
	Diagnostics diagnosticsCmd `cmd:"" queueless:"" help:"Print a report for whoever helps you, without secrets."`
	Version     versionCmd     `cmd:"" queueless:"" help:"Print the version."`
	Manual      manualCmd      `cmd:"" queueless:"" hidden:"" help:"Write the man page or the completions of a shell, for packages."`
	Help        helpCmd        `cmd:"" queueless:"" hidden:"" help:"Show help for a command."`
	System      systemCmds     `embed:""`
}

// stopParsing carries the exit code of --help, for which kong exits in the middle of parsing.
type stopParsing int

// command parses the arguments and runs the command.
func (p Process) command(ctx context.Context) (err error) {
	defer func() {
		switch stop := recover().(type) {
		case nil:
		case stopParsing:
			if stop != ExitDone {
				err = coded{errSaid, int(stop)}
			}
		default:
			panic(stop)
		}
	}()
	var g grammar
	parser, err := p.parser(&g, helpDir())
	if err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		if word := swallowed(p.Args); word != "" {
			return wrongUsage(words.Tr("%s: the shell took the \\\" at the end of a folder for a part of its name, and what follows too. Leave that last \\ out, or write it twice"), word)
		}
	}
	p.Args = serviceArgs(p.Args)
	parsed, err := parser.Parse(p.Args)
	if err != nil {
		return wrongUsage(words.Tr("%w; see sendoff --help"), usageError{err})
	}
	if p.begin != nil {
		p.begin()
	}
	c := p.call(g)
	if !parsed.Selected().Tag.Has("queueless") {
		if err := c.Placed(); err != nil {
			return err
		}
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(c)
}

// parser parses arguments into g. The help names dir as the queue's folder.
func (p Process) parser(g *grammar, dir string) (*kong.Kong, error) {
	parser, err := kong.New(g,
		kong.Name("sendoff"),
		kong.Description(words.Tr("Uploads files to BITS servers. For exit codes see: sendoff help exit-codes; for scripts that talk to a Sendoff: sendoff help control.")),
		kong.Help(func(o kong.HelpOptions, c *kong.Context) error {
			translateHelp(c.Kong, dir)
			return printHelp(o, c)
		}),
		kong.UsageOnError(),
		kong.Writers(p.Stdout, p.Stderr),
		wholeArguments(),
		kong.Configuration(readSettings),
		kong.Vars{"dir": dir},
		kong.Exit(func(code int) { panic(stopParsing(code)) }),
	)
	if err != nil {
		return nil, fmt.Errorf("build the command line: %w", err)
	}
	return parser, nil
}

func (p Process) call(g grammar) *call {
	c := &call{Process: p, Config: &queue.Config{
		Dir: g.Dir, Version: p.Release, Log: slog.New(slog.DiscardHandler), Quit: p.quit, Keyring: p.Ring, Files: p.files, Patience: p.Patience, Policies: policyFolders(),
		Say: func(line string) { fmt.Fprintln(p.Stderr, line) },
	}}
	if c.Dir == "" {
		c.Dir, c.Homed = defaultDir(), true
	}
	if g.Verbose {
		c.Log = slog.New(slog.NewTextHandler(p.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	c.color = !g.NoColor && p.Getenv("NO_COLOR") == "" && p.terminal(p.Stdout)
	return c
}

// defaultDir is the queue's folder without --dir.
func defaultDir() string { return filepath.Join(xdg.DataHome, "sendoff") }

// helpDir is defaultDir as shown in the help.
func helpDir() string {
	if queue.HomeError() != nil {
		return words.Tr("none, because there is no home folder")
	}
	return defaultDir()
}

type versionCmd struct{}

func (versionCmd) Run(c *call) error {
	_, err := fmt.Fprintf(c.Stdout, "sendoff %s %s/%s %s\n", c.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	return err
}
