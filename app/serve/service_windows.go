package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
	"golang.org/x/sys/windows/svc/mgr"

	"sendoff/ui/words"
)

const (
	serviceAccount = `NT SERVICE\` + ServiceName // an account that Windows has for each service, with no rights to begin with
	serviceRestart = 5 * time.Second
	serviceForgets = 24 * 60 * 60 // seconds after which earlier failures do not count
	serviceEnds    = farewell + 10*time.Second
	servicePolls   = 200 * time.Millisecond

	// Numbers of entries in the event log.
	eventSays   = 1
	eventWarns  = 2
	eventFailed = 3
)

// Install registers the service, which begins with Windows, as this program with args. It tells out that the service's
// account needs rights on the folder of uploads: Windows gives it none.
func Install(out io.Writer, args []string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	m, err := mgr.Connect()
	if err != nil {
		return err
	}
	defer func() { _ = m.Disconnect() }()
	s, err := m.CreateService(ServiceName, program, mgr.Config{
		DisplayName: words.Tr("Sendoff, a server for BITS uploads"), StartType: mgr.StartAutomatic,
		ServiceStartName: serviceAccount,
	}, args...)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	again := mgr.RecoveryAction{Type: mgr.ServiceRestart, Delay: serviceRestart}
	err = errors.Join(
		s.SetRecoveryActions([]mgr.RecoveryAction{again, again, again}, serviceForgets),
		eventlog.InstallAsEventCreate(ServiceName, eventlog.Error|eventlog.Warning|eventlog.Info),
	)
	if err != nil {
		return errors.Join(err, s.Delete())
	}
	_, err = fmt.Fprintf(out, words.Tr("The service %[1]s is installed. Give its account the folder and the files of the settings: icacls FOLDER /grant \"%[2]s:(OI)(CI)M\". Then: sendoff serve start")+"\n", ServiceName, serviceAccount)
	return err
}

// withService opens the service for one action.
func withService(do func(*mgr.Service) error) error {
	m, err := mgr.Connect()
	if err != nil {
		return err
	}
	defer func() { _ = m.Disconnect() }()
	s, err := m.OpenService(ServiceName)
	if err != nil {
		return fmt.Errorf("%s: %w", ServiceName, err)
	}
	defer func() { _ = s.Close() }()
	return do(s)
}

// Start starts the service.
func Start() error { return withService(func(s *mgr.Service) error { return s.Start() }) }

// Stop ends the service, and returns when it has ended.
func Stop(ctx context.Context) error {
	return withService(func(s *mgr.Service) error {
		ctx, cancel := context.WithTimeout(ctx, serviceEnds)
		defer cancel()
		status, err := s.Control(svc.Stop)
		tick := time.NewTicker(servicePolls)
		defer tick.Stop()
		for err == nil && status.State != svc.Stopped {
			select {
			case <-tick.C:
				status, err = s.Query()
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
		return err
	})
}

// Remove takes the service out of Windows' list. One that runs goes when it has ended.
func Remove() error {
	err := withService(func(s *mgr.Service) error { return s.Delete() })
	if err != nil {
		return err
	}
	return eventlog.Remove(ServiceName)
}

// RunAsService serves for Windows' manager of services until that says otherwise. What would go to a terminal goes to
// the event log, but for packets: they go to Options.LogFile or nowhere.
func RunAsService(ctx context.Context, o Options) error {
	log, err := eventlog.Open(ServiceName)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	o.Out = events{func(line string) error { return log.Info(eventSays, line) }}
	o.Err = events{func(line string) error { return log.Warning(eventWarns, line) }}
	o.Quiet = o.Quiet || o.LogFile == ""
	again := make(chan struct{}, 1)
	o.Again = again
	h := &handler{ctx: ctx, o: o, again: again}
	err = svc.Run(ServiceName, h)
	if err = errors.Join(err, h.err); err != nil {
		_ = log.Error(eventFailed, err.Error())
	}
	return err
}

// events is an output whose lines are entries of the event log.
type events struct{ entry func(line string) error }

func (e events) Write(p []byte) (int, error) {
	text := strings.TrimSpace(string(p))
	if text == "" {
		return len(p), nil
	}
	return len(p), e.entry(text)
}

// handler is the service as Windows' manager sees it.
type handler struct {
	ctx   context.Context // as svc.Handler has none
	o     Options
	again chan<- struct{}
	err   error
}

// Execute serves until the manager ends it, and has the settings read again when it says that they have changed.
func (h *handler) Execute(_ []string, asked <-chan svc.ChangeRequest, told chan<- svc.Status) (specific bool, code uint32) {
	ctx, cancel := context.WithCancel(h.ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, h.o) }() // cancel ends it
	running := svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown | svc.AcceptParamChange}
	told <- running
	for {
		select {
		case h.err = <-ended:
			if h.err != nil {
				return true, 1
			}
			return false, 0
		case r := <-asked:
			switch r.Cmd {
			case svc.Stop, svc.Shutdown:
				told <- svc.Status{State: svc.StopPending, WaitHint: uint32(serviceEnds.Milliseconds())}
				cancel()
			case svc.ParamChange:
				select {
				case h.again <- struct{}{}:
				default: // it has not looked at the last one yet
				}
				told <- running
			case svc.Interrogate:
				told <- r.CurrentStatus
			}
		}
	}
}
