package auth

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"
	"syscall"

	win "github.com/alexbrainman/sspi"
)

func init() { system = windows{} }

// windows is SSPI.
type windows struct{}

func (windows) begin(scheme, service string) (conversation, error) {
	info, err := win.QueryPackageInfo(scheme)
	if err != nil {
		return nil, fmt.Errorf("find the package %s: %w", scheme, err)
	}
	target, err := syscall.UTF16PtrFromString(service)
	if err != nil {
		return nil, fmt.Errorf("name the service: %w", err)
	}
	own, err := win.AcquireCredentials("", scheme, win.SECPKG_CRED_OUTBOUND, nil)
	if err != nil {
		return nil, fmt.Errorf("take the credentials of who is logged on: %w", err)
	}
	h := &handles{own: own, context: win.NewClientContext(own, win.ISC_REQ_CONNECTION)} // never ISC_REQ_DELEGATE
	t := &talk{handles: h, target: target, longest: info.MaxToken}
	runtime.AddCleanup(t, (*handles).release, h) // of a conversation that the connection broke off
	return t, nil
}

// handles are what the system keeps of a conversation.
type handles struct {
	once    sync.Once
	own     *win.Credentials
	context *win.Context
}

func (h *handles) release() {
	h.once.Do(func() {
		if h.context.Handle != nil {
			_ = h.context.Release()
		}
		_ = h.own.Release()
	})
}

// talk is a conversation of SSPI.
type talk struct {
	*handles
	target  *uint16
	longest uint32 // bytes of a token
}

func (t *talk) end() { t.release() }

func (t *talk) next(token []byte, binding string) ([]byte, error) {
	answer := make([]byte, t.longest)
	out := make([]win.SecBuffer, 1)
	out[0].Set(win.SECBUFFER_TOKEN, answer)
	from, to := received(token, binding), win.NewSecBufferDesc(out)
	switch result := t.context.Update(t.target, to, from); result {
	case win.SEC_E_OK, win.SEC_I_CONTINUE_NEEDED:
	case win.SEC_I_COMPLETE_NEEDED, win.SEC_I_COMPLETE_AND_CONTINUE:
		if result = win.CompleteAuthToken(t.context.Handle, to); result != win.SEC_E_OK {
			return nil, fmt.Errorf("complete a token: %w", result)
		}
	default:
		return nil, fmt.Errorf("make a token: %w", result)
	}
	return answer[:min(out[0].BufferSize, t.longest)], nil
}

// received is what the system gets to see, nil for nothing.
func received(token []byte, binding string) *win.SecBufferDesc {
	var in []win.SecBuffer
	add := func(kind uint32, data []byte) {
		var b win.SecBuffer
		b.Set(kind, data)
		in = append(in, b)
	}
	if len(token) > 0 {
		add(win.SECBUFFER_TOKEN, token)
	}
	if binding != "" {
		add(win.SECBUFFER_CHANNEL_BINDINGS, channelBindings(binding))
	}
	if in == nil {
		return nil
	}
	return win.NewSecBufferDesc(in)
}

// channelBindings is SEC_CHANNEL_BINDINGS without addresses: eight numbers of four bytes, and the binding.
func channelBindings(binding string) []byte {
	const head = 8 * 4
	data := make([]byte, head, head+len(binding))
	binary.LittleEndian.PutUint32(data[6*4:], uint32(len(binding)))
	binary.LittleEndian.PutUint32(data[7*4:], head)
	return append(data, binding...)
}
