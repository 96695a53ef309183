package desktop

import (
	"context"
	"encoding/xml"
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"
	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"
)

const (
	toastName = "Sendoff" // shown above the text
	toastGUID = "{6E7C0B5E-6B0E-4B57-9E5B-3C6E3C9C5F01}"
)

// Notify shows a toast. The toolkit, and the fallback of the toast package's Push, put the texts into a script and
// run it; this one passes them to Windows as data.
func Notify(_ context.Context, _ fyne.App, title, body string) error {
	content, err := toastXML(title, body)
	if err != nil {
		return err
	}
	runtime.LockOSThread() // COM belongs to a thread; this one ends with its goroutine
	if err := wintoast.SetAppData(wintoast.AppData{AppID: toastName, GUID: toastGUID}); err != nil {
		return fmt.Errorf("register for toasts: %w", err)
	}
	if err := wintoast.Push(toastName, content); err != nil {
		return fmt.Errorf("show a toast: %w", err)
	}
	return nil
}

// toast is the XML description of a toast.
type toast struct {
	XMLName xml.Name `xml:"toast"`
	Binding struct {
		Template string   `xml:"template,attr"`
		Text     []string `xml:"text"`
	} `xml:"visual>binding"`
	Audio struct {
		Silent bool `xml:"silent,attr"`
	} `xml:"audio"`
}

func toastXML(title, body string) (string, error) {
	var t toast
	t.Binding.Template, t.Binding.Text = "ToastGeneric", []string{title, body}
	t.Audio.Silent = true
	b, err := xml.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("describe a toast: %w", err)
	}
	return string(b), nil
}
