package serve

import (
	"fmt"
	"strings"

	"github.com/coreos/go-systemd/v22/daemon"

	"sendoff/ui/words"
)

// rereadUntil reads the settings again whenever it is asked to, until the server ends.
func (s *server) rereadUntil(ended <-chan struct{}) {
	for {
		select {
		case <-s.o.Again:
			_, _ = daemon.SdNotify(false, daemon.SdNotifyReloading)
			s.say(s.reread())
			_, _ = daemon.SdNotify(false, daemon.SdNotifyReady)
		case <-ended:
			return
		}
	}
}

// reread takes over the settings as they are now, for requests that begin from now on. After an error all of them stay
// as they were. It returns those that need a restart.
func (s *server) reread() (kept []string, err error) {
	o, err := s.o.Reread()
	if err != nil {
		return nil, err
	}
	fresh, err := loadCertificate(o.Cert, o.Key)
	if err != nil {
		return nil, err
	}
	if err := o.complete(s.entry, s.ending); err != nil {
		return nil, err
	}
	kept = s.o.fixed(&o)
	o.Receiver.Dir = s.o.Receiver.Dir
	if err := s.receiver.Change(o.Receiver); err != nil {
		return nil, err
	}
	if s.certificate != nil && fresh != nil {
		s.certificate.take(fresh)
	}
	return kept, s.log.follow(&o)
}

// fixed returns the settings that differ, and cannot change while the server runs.
func (o *Options) fixed(now *Options) (list []string) {
	for _, f := range []struct {
		name string
		same bool
	}{
		{"DIR", o.Receiver.Dir == now.Receiver.Dir},
		{"--listen", o.Listen == now.Listen},
		{"--status", o.Status == now.Status},
		{"--tls-cert", (o.Cert == "") == (now.Cert == "")},
	} {
		if !f.same {
			list = append(list, f.name)
		}
	}
	return list
}

// say tells what came of reading the settings again.
func (s *server) say(kept []string, err error) {
	switch {
	case err != nil:
		fmt.Fprintf(s.o.Err, "sendoff: "+words.Tr("the settings were not taken over, those of before hold: %s")+"\n", err)
	case len(kept) > 0:
		fmt.Fprintf(s.o.Err, "sendoff: "+words.Tr("the settings were read again; a restart is needed for %s")+"\n", strings.Join(kept, ", "))
	default:
		fmt.Fprintf(s.o.Err, "sendoff: %s\n", words.Tr("the settings were read again"))
	}
}
