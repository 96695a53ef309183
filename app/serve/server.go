package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"sendoff/transfer/receiver"
	"sendoff/ui/words"
)

// farewell is how long requests may go on once the server is told to end. What comes of a fragment until then counts.
const farewell = 10 * time.Second

// Options are what a server is started with.
type Options struct {
	Receiver  receiver.Options // its Log is set by Run
	Listen    string           // host and port; "" is what systemd hands over
	Cert, Key string           // files of PEM; "" = no TLS
	Notify    string           // URL that is told of uploads; "" = none
	ByValue   bool             // Notify gets the uploads themselves
	OnUpload  string           // program that is run for each upload; "" = none
	Status    string           // host and port of the status page; "" = none
	Out, Err  io.Writer        // packets; warnings
	JSON      bool             // packets as JSON, one object a line
	LogFile   string           // file that packets are appended to; "" = Out
	Quiet     bool             // no packets

	// Again gets a value when the settings are to be read again, by Reread. nil = never.
	Again  <-chan struct{}
	Reread func() (Options, error)
}

// Run serves until ctx ends, and then for a moment more, so that requests can be answered.
func Run(ctx context.Context, o Options) error {
	certificate, err := loadCertificate(o.Cert, o.Key)
	if err != nil {
		return err
	}
	log, err := newLog(&o)
	if err != nil {
		return err
	}
	figures := &metrics{began: time.Now()}
	entry := func(e receiver.Entry) {
		figures.count(e)
		log.entry(ctx, e)
	}
	with := newEnding()
	if err := o.complete(entry, with); err != nil {
		return errors.Join(err, log.close())
	}
	r, err := receiver.Open(o.Receiver)
	if errors.Is(err, receiver.ErrFolderTaken) {
		err = fmt.Errorf(words.Tr("another server receives into %s already; each needs a folder of its own"), words.Plain(o.Receiver.Dir))
	}
	if err != nil {
		return errors.Join(err, log.close())
	}
	figures.receiver = r
	s := &server{o: o, receiver: r, certificate: certificate, log: log, entry: entry, ending: with}
	err = s.serve(ctx, figures)
	with.end()
	return errors.Join(err, r.Close(), log.close())
}

// server is one that runs.
type server struct {
	o           Options // as it was started
	receiver    *receiver.Receiver
	certificate *certificate
	log         *packetLog
	entry       func(receiver.Entry)
	ending      *ending
}

// complete adds what a receiver needs beside its settings.
func (o *Options) complete(entry func(receiver.Entry), with *ending) error {
	o.Receiver.Log, o.Receiver.PublishFirst = entry, o.OnUpload != ""
	o.Receiver.Application = nil
	a, err := o.application()
	if a != nil {
		o.Receiver.Application = endable{a, with}
	}
	return err
}

// Check returns an error for settings that can never work, whatever files there are.
func (o *Options) Check() error {
	switch {
	case o.OnUpload != "" && o.Notify != "":
		return errors.New(words.Tr("--notify and --on-upload are not given together"))
	case (o.Cert == "") != (o.Key == ""):
		return errors.New(words.Tr("--tls-cert and --tls-key are given together"))
	}
	if o.Notify != "" {
		if u, err := url.Parse(o.Notify); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf(words.Tr("--notify is no address of http or https: %s"), words.Plain(o.Notify))
		}
	}
	return o.Receiver.Check()
}

// application returns who is told of uploads; nil = nobody.
func (o *Options) application() (receiver.Application, error) {
	switch {
	case o.OnUpload != "":
		path, err := exec.LookPath(o.OnUpload)
		if err != nil {
			return nil, err
		}
		return command{path, commandTime}, nil
	case o.Notify == "":
		return nil, nil
	}
	u, err := url.Parse(o.Notify)
	if err != nil {
		return nil, err
	}
	return &receiver.Notifier{URL: u, ByValue: o.ByValue, Transport: &http.Transport{}}, nil
}

func (s *server) serve(ctx context.Context, figures *metrics) error {
	o, c := s.o, s.certificate
	ln, err := listen(ctx, o.Listen)
	if err != nil {
		return err
	}
	status, err := figures.serve(ctx, o.Status)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer status()
	at := ln.Addr()
	o.announce(at, c != nil)
	if c != nil {
		ln = tls.NewListener(ln, &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	}
	server := receiver.NewServer(s.receiver)
	server.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(o.Err, nil), slog.LevelWarn)
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		end(ctx, server)
	})
	done := make(chan struct{})
	defer close(done)
	go s.rereadUntil(done)                              // this function ends it
	_, _ = daemon.SdNotify(false, daemon.SdNotifyReady) // systemd waits for it, if it started this
	err = server.Serve(receiver.Listener(ln))
	if !stop() {
		<-ended
	}
	if !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil // Ctrl+C is the intended end
}

// end stops a server: no new connection, and the last answers within the time of farewell.
func end(ctx context.Context, server *http.Server) {
	_, _ = daemon.SdNotify(false, daemon.SdNotifyStopping)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		_ = server.Close()
	}
}

// announce says where uploads are taken, and what speaks against it.
func (o *Options) announce(at net.Addr, secure bool) {
	here, others := reachable(o.Listen, at, ownAddresses())
	fmt.Fprintf(o.Out, words.Tr("Receiving BITS uploads at %s into %s")+"\n", Address(here, secure), words.Plain(o.Receiver.Dir))
	fmt.Fprint(o.Out, placesLine(others, secure))
	host, err := netip.ParseAddrPort(at.String())
	if err == nil && host.Addr().IsLoopback() {
		return
	}
	var warnings []string
	if o.Receiver.Users == nil {
		warnings = append(warnings, words.Tr("Anyone who can reach this address can upload: there is no sign-in (--htpasswd)."))
	}
	if !secure {
		warnings = append(warnings, words.Tr("Whoever is on the way can read what is uploaded, and passwords: there is no TLS (--tls-cert, --tls-key)."))
	}
	if len(warnings) == 0 {
		return
	}
	line := strings.Repeat("*", 72)
	fmt.Fprintf(o.Err, "%s\n%s\n%s\n%s\n", line, words.Tr("WARNING"), strings.Join(warnings, "\n"), line)
}
