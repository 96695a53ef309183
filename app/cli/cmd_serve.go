package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"sendoff/app/serve"
	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

// serveCmd has a flag for each setting. In brackets is what IIS calls the same.
type serveCmd struct {
	Folder          string          `arg:"" name:"dir" type:"existingdir" help:"Folder that uploads appear in."`
	Service         string          `hidden:"" enum:"install,start,stop,remove,run,none" default:"none" help:"What to do with the service of Windows."`
	Config          kong.ConfigFlag `placeholder:"FILE" help:"File with settings: a line for each flag, such as \"max-upload 40G\" or \"overwrite yes\". Flags on the command line win."`
	Listen          string          `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default}); port 0 takes a free one, an empty host listens to the network, and systemd takes the socket that systemd hands over."`
	Host            []string        `placeholder:"NAME" help:"Name under which a proxy on this computer passes requests on; without it a loopback address takes only its own names."`
	TLSCert         string          `name:"tls-cert" type:"path" placeholder:"FILE" help:"Certificate for https, with its chain, in PEM. It is read again when it changes."`
	TLSKey          string          `name:"tls-key" type:"path" placeholder:"FILE" help:"Key of the certificate, in PEM."`
	Htpasswd        string          `type:"path" placeholder:"FILE" help:"Who may upload: names and passwords as htpasswd -B writes them. It is read again when it changes."`
	UserFolders     bool            `help:"Give each user a folder of that name, in which the user's uploads appear."`
	User            []string        `sep:"none" placeholder:"SETTINGS" help:"What a user has that others have not: a name and then folder=DIR, max-upload=SIZE and sessions=N as needed, with blanks between them."`
	Overwrite       bool            `help:"Let an upload replace a file of its name [BITSAllowOverwrites]."`
	ExistsStatus    int             `enum:"403,409" default:"403" placeholder:"STATUS" help:"Answer for a name that is taken: 403 as IIS, or 409."`
	MakeFolders     bool            `help:"Make the folders of an upload's address that are missing."`
	NoHidden        bool            `help:"Refuse names that begin with a dot."`
	MaxUpload       size            `aliases:"max-size" placeholder:"SIZE" help:"Largest file taken, such as 500M or 40G [BITSMaximumUploadSize]."`
	MaxFragment     size            `placeholder:"SIZE" help:"Largest part of a file taken at once."`
	MinRate         size            `placeholder:"SIZE" help:"Cut off what brings fewer bytes a second, once it is five minutes behind."`
	SessionTimeout  *patience       `placeholder:"TIME" help:"Forget an upload that stands still for so long, such as 36h or 14d, which is the default [BITSSessionTimeout]."`
	Cleanup         *patience       `placeholder:"TIME" help:"Time between two searches for such uploads, 12h by default [BITSCleanupCount]."`
	SessionsPerUser int             `default:"50" placeholder:"N" help:"Open uploads of a user at most, or of an address where nobody signs in (${default}); 0: no limit [BITSNumberOfSessionsLimit]."`
	Sessions        int             `default:"10000" placeholder:"N" help:"Open uploads of all together at most (${default}); 0: no limit."`
	HostID          hostID          `name:"host-id" placeholder:"HOST" help:"Host that clients are sent to for the rest of a session [BITSHostId]."`
	HostIDFallback  *patience       `name:"host-id-fallback" placeholder:"TIME" help:"When clients return from there to the first host [BITSHostIdFallbackTimeout]; never by default."`
	Notify          string          `placeholder:"URL" help:"Application that is told of each upload by POST, and may answer with a reply. Only 200 takes an upload, 403 refuses it for good [BITSServerNotificationURL]."`
	NotifyBy        string          `enum:"reference,value" default:"reference" placeholder:"FORM" help:"What it is told: reference names the files of upload and reply, value is the upload itself [BITSServerNotificationType]."`
	OnUpload        string          `type:"path" placeholder:"PROGRAM" help:"Program that is run for each upload, with SENDOFF_FILE and other facts in its environment. What it prints is the reply; exit code 77 refuses the upload."`
	ExternalURL     string          `name:"external-url" placeholder:"URL" help:"Address of this server for its clients, if a proxy has another one than the server sees."`
	Disabled        bool            `help:"Refuse all uploads with 501. What is open waits [BITSUploadEnabled]."`
	StrictLength    bool            `help:"Refuse packets without Content-Length with 411."`
	Status          string          `placeholder:"HOST:PORT" help:"Show open uploads and /metrics for Prometheus at this address, such as 127.0.0.1:9090."`
	Log             string          `enum:"text,json" default:"text" placeholder:"FORM" help:"Lines for packets: text or json."`
	LogFile         string          `type:"path" placeholder:"FILE" help:"Append these lines to a file, which is opened again when the settings are read again."`
	Quiet           bool            `help:"Print the address and nothing else."`
}

func (s *serveCmd) Run(ctx context.Context, c *call) error {
	if done, err := s.order(ctx, c); done {
		return err
	}
	Outlive()
	again := make(chan struct{}, 1)
	if s.Config != "" || c.Getenv("NOTIFY_SOCKET") != "" {
		onHangup(again)
	}
	o, err := s.options(c)
	if err != nil {
		return err
	}
	o.Again, o.Reread = again, func() (serve.Options, error) { return reread(c) }
	if s.Service == string(serve.RunService) {
		return serve.RunAsService(ctx, o)
	}
	return serve.Run(ctx, o)
}

// reread returns the settings as file and command line have them by now.
func reread(c *call) (serve.Options, error) {
	var g grammar
	parser, err := c.parser(&g, helpDir())
	if err != nil {
		return serve.Options{}, err
	}
	if _, err := parser.Parse(c.Args); err != nil {
		return serve.Options{}, usageError{err}
	}
	return g.Serve.options(c)
}

// options returns the settings as the server takes them.
func (s *serveCmd) options(c *call) (serve.Options, error) {
	o := serve.Options{
		Receiver: s.receiver(), Listen: s.Listen, Cert: s.TLSCert, Key: s.TLSKey, Status: s.Status,
		Notify: s.Notify, ByValue: s.NotifyBy == "value", OnUpload: s.OnUpload,
		Out: c.Stdout, Err: c.Stderr, JSON: s.Log == "json", LogFile: s.LogFile, Quiet: s.Quiet,
	}
	if s.Listen == "systemd" {
		o.Listen = ""
	}
	var err error
	if o.Receiver.Accounts, err = accounts(s.User); err != nil {
		return o, err
	}
	if s.Htpasswd != "" {
		if o.Receiver.Users, err = receiver.ReadUsers(s.Htpasswd); err != nil {
			return o, err
		}
	} else if s.UserFolders || len(s.User) > 0 {
		return o, wrongUsage("%s", words.Tr("--user and --user-folders need users: --htpasswd"))
	}
	if err := o.Check(); err != nil {
		return o, wrongUsage("%w", err)
	}
	return o, nil
}

// accounts reads what single users have: lines of a name and then settings, each a name, "=" and a value.
func accounts(lines []string) (map[string]receiver.Account, error) {
	all := make(map[string]receiver.Account, len(lines))
	for _, line := range lines {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			return nil, wrongUsage(words.Tr("%q says nothing of a user: write a name and then folder=DIR, max-upload=SIZE or sessions=N"), line)
		}
		a := all[fields[0]]
		for _, field := range fields[1:] {
			if err := set(&a, field); err != nil {
				return nil, wrongUsage("%w", fmt.Errorf("%s: %w", words.Plain(fields[0]), err))
			}
		}
		all[fields[0]] = a
	}
	return all, nil
}

// set changes an account by one setting.
func set(a *receiver.Account, field string) error {
	name, value, _ := strings.Cut(field, "=")
	switch name {
	case "folder":
		a.Folder = value
		return nil
	case "max-upload":
		n, err := parseSize(value)
		a.MaxSize = int64(n)
		return err
	case "sessions":
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf(words.Tr("%s is no whole number"), strconv.Quote(value))
		}
		a.Sessions = n
		return nil
	}
	return fmt.Errorf(words.Tr("a user has no setting %s"), words.Plain(name))
}

// receiver returns the settings that concern uploads.
func (s *serveCmd) receiver() receiver.Options {
	return receiver.Options{
		Dir: s.Folder, Hosts: append([]string{}, s.Host...), Strict: s.StrictLength, Disabled: s.Disabled,
		UserFolders: s.UserFolders, Overwrite: s.Overwrite, Conflict: s.ExistsStatus == 409, MakeFolders: s.MakeFolders, NoHidden: s.NoHidden,
		MaxSize: int64(s.MaxUpload), MaxFragment: int64(s.MaxFragment), MinRate: int64(s.MinRate),
		SessionTimeout: s.SessionTimeout.given(), Cleanup: s.Cleanup.given(),
		SessionsPerUser: s.SessionsPerUser, Sessions: s.Sessions,
		External: s.ExternalURL, HostID: string(s.HostID), HostIDFallback: s.HostIDFallback.given(),
	}
}

// hostID is a host that clients are sent to, "" = none.
type hostID string

// UnmarshalText refuses what clients would not follow.
func (h *hostID) UnmarshalText(text []byte) error {
	if *h = hostID(text); len(text) > 0 && !bits.ValidHostID(string(text)) {
		return fmt.Errorf(words.Tr("%q cannot stand for a host here: write a name in ASCII or an IP address, without port and without brackets; clients keep the port of their address"), text)
	}
	return nil
}

// given is a duration that may be absent; 0 = absent.
func (p *patience) given() time.Duration {
	if p == nil {
		return 0
	}
	return time.Duration(*p)
}
