package cli

import (
	"context"
	"time"

	"github.com/alecthomas/kong"

	"sendoff/app/serve"
	"sendoff/transfer/receiver"
)

// serveCmd has a flag for each setting. In brackets is what IIS calls the same.
type serveCmd struct {
	Folder          string          `arg:"" name:"dir" type:"existingdir" help:"Folder that uploads appear in."`
	Config          kong.ConfigFlag `placeholder:"FILE" help:"File with settings: a line for each flag, such as \"max-upload 40G\" or \"overwrite yes\". Flags on the command line win."`
	Listen          string          `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default}); port 0 takes a free one, an empty host listens to the network, and systemd takes the socket that systemd hands over."`
	Host            []string        `placeholder:"NAME" help:"Name under which a proxy on this computer passes requests on; without it a loopback address takes only its own names."`
	TLSCert         string          `name:"tls-cert" type:"path" placeholder:"FILE" help:"Certificate for https, with its chain, in PEM. It is read again when it changes."`
	TLSKey          string          `name:"tls-key" type:"path" placeholder:"FILE" help:"Key of the certificate, in PEM."`
	Htpasswd        string          `type:"path" placeholder:"FILE" help:"Who may upload: names and passwords as htpasswd -B writes them. It is read again when it changes."`
	Overwrite       bool            `help:"Let an upload replace a file of its name [BITSAllowOverwrites]."`
	ExistsStatus    int             `enum:"403,409" default:"403" placeholder:"STATUS" help:"Answer for a name that is taken: 403 as IIS, or 409."`
	MakeFolders     bool            `help:"Make the folders of an upload's address that are missing."`
	NoHidden        bool            `help:"Refuse names that begin with a dot."`
	MaxUpload       size            `aliases:"max-size" placeholder:"SIZE" help:"Largest file taken, such as 500M or 40G [BITSMaximumUploadSize]."`
	MaxFragment     size            `placeholder:"SIZE" help:"Largest part of a file taken at once."`
	MinRate         size            `placeholder:"SIZE" help:"Cut off what brings fewer bytes a second, on average over five minutes."`
	SessionTimeout  *patience       `placeholder:"TIME" help:"Forget an upload that stands still for so long, such as 36h or 14d, which is the default [BITSSessionTimeout]."`
	Cleanup         *patience       `placeholder:"TIME" help:"Time between two searches for such uploads, 12h by default [BITSCleanupCount]."`
	SessionsPerUser int             `default:"50" placeholder:"N" help:"Open uploads of a user at most, or of an address where nobody signs in (${default}); 0: no limit [BITSNumberOfSessionsLimit]."`
	Sessions        int             `default:"10000" placeholder:"N" help:"Open uploads of all together at most (${default}); 0: no limit."`
	HostID          string          `name:"host-id" placeholder:"HOST" help:"Host that clients are sent to for the rest of a session [BITSHostId]."`
	HostIDFallback  *patience       `name:"host-id-fallback" placeholder:"TIME" help:"When clients return from there to the first host [BITSHostIdFallbackTimeout]; never by default."`
	Notify          string          `placeholder:"URL" help:"Application that is told of each upload by POST, and may answer with a reply [BITSServerNotificationURL]."`
	NotifyBy        string          `enum:"reference,value" default:"reference" placeholder:"FORM" help:"What it is told: reference names the files of upload and reply, value is the upload itself [BITSServerNotificationType]."`
	OnUpload        string          `type:"path" placeholder:"PROGRAM" help:"Program that is run for each upload, with SENDOFF_FILE and other facts in its environment. What it prints is the reply; exit code 77 refuses the upload."`
	ExternalURL     string          `name:"external-url" placeholder:"URL" help:"Address of this server for its clients, if a proxy has another one than the server sees."`
	StrictLength    bool            `help:"Refuse packets without Content-Length with 411."`
	Status          string          `placeholder:"HOST:PORT" help:"Show open uploads and /metrics for Prometheus at this address, such as 127.0.0.1:9090."`
	Log             string          `enum:"text,json" default:"text" placeholder:"FORM" help:"Lines for packets: text or json."`
	Quiet           bool            `help:"Print the address and nothing else."`
}

func (s *serveCmd) Run(ctx context.Context, c *call) error {
	Outlive()
	o := serve.Options{
		Receiver: s.receiver(), Listen: s.Listen, Cert: s.TLSCert, Key: s.TLSKey, Status: s.Status,
		Notify: s.Notify, ByValue: s.NotifyBy == "value", OnUpload: s.OnUpload,
		Out: c.Stdout, Err: c.Stderr, JSON: s.Log == "json", Quiet: s.Quiet,
	}
	if s.Listen == "systemd" {
		o.Listen = ""
	}
	if s.Htpasswd != "" {
		users, err := receiver.ReadUsers(s.Htpasswd)
		if err != nil {
			return err
		}
		o.Receiver.Users = users
	}
	return serve.Run(ctx, o)
}

// receiver returns the settings that concern uploads.
func (s *serveCmd) receiver() receiver.Options {
	return receiver.Options{
		Dir: s.Folder, Hosts: append([]string{}, s.Host...), Strict: s.StrictLength,
		Overwrite: s.Overwrite, Conflict: s.ExistsStatus == 409, MakeFolders: s.MakeFolders, NoHidden: s.NoHidden,
		MaxSize: int64(s.MaxUpload), MaxFragment: int64(s.MaxFragment), MinRate: int64(s.MinRate),
		SessionTimeout: s.SessionTimeout.given(), Cleanup: s.Cleanup.given(),
		SessionsPerUser: s.SessionsPerUser, Sessions: s.Sessions,
		External: s.ExternalURL, HostID: s.HostID, HostIDFallback: s.HostIDFallback.given(),
	}
}

// given is a duration that may be absent; 0 = absent.
func (p *patience) given() time.Duration {
	if p == nil {
		return 0
	}
	return time.Duration(*p)
}
