package serve

import (
	"io"
	"testing"

	"golang.org/x/sys/windows/svc"

	"sendoff/transfer/receiver"
)

// TestServiceIsAskedToChange: the manager of services is told that the service runs and what it accepts. A change of its
// parameters has the settings read again, a stop ends it without an error. Wine's sc cannot ask for the former.
func TestServiceIsAskedToChange(t *testing.T) {
	again, reread := make(chan struct{}, 1), make(chan struct{})
	o := Options{
		Receiver: receiver.Options{Dir: t.TempDir()}, Listen: "127.0.0.1:0", Out: io.Discard, Err: io.Discard, Again: again,
	}
	o.Reread = func() (Options, error) {
		reread <- struct{}{}
		return o, nil
	}
	h := &handler{ctx: t.Context(), o: o, again: again}
	asked, told := make(chan svc.ChangeRequest), make(chan svc.Status, 9)
	ended := make(chan uint32, 1)
	go func() { // Stop ends it
		_, code := h.Execute(nil, asked, told)
		ended <- code
	}()
	if s := <-told; s.State != svc.Running || s.Accepts != svc.AcceptStop|svc.AcceptShutdown|svc.AcceptParamChange {
		t.Errorf("begins with %+v", s)
	}
	for range 2 {
		asked <- svc.ChangeRequest{Cmd: svc.ParamChange}
		<-reread
		if s := <-told; s.State != svc.Running {
			t.Errorf("after a change %+v", s)
		}
	}
	asked <- svc.ChangeRequest{Cmd: svc.Interrogate, CurrentStatus: svc.Status{State: svc.Running, CheckPoint: 7}}
	if s := <-told; s.CheckPoint != 7 {
		t.Errorf("asked for its state it says %+v", s)
	}
	asked <- svc.ChangeRequest{Cmd: svc.Stop}
	if s := <-told; s.State != svc.StopPending || s.WaitHint == 0 {
		t.Errorf("stopped it says %+v", s)
	}
	if code := <-ended; code != 0 || h.err != nil {
		t.Errorf("ended with %d, %v", code, h.err)
	}
}
