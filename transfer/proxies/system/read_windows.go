package system

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sys/windows/registry"

	"sendoff/transfer/proxies"
)

const (
	internetKey = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`
	policyKey   = `Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`
)

// Read returns the rules of the user's Internet settings, or of the computer's where a policy says that all users have
// the same. ok is false if they set no proxy.
func Read(context.Context) (r proxies.Rules, ok bool, err error) {
	from := registry.CURRENT_USER
	if oneForAll() {
		from = registry.LOCAL_MACHINE
	}
	return readKey(from, internetKey)
}

func readKey(from registry.Key, path string) (r proxies.Rules, ok bool, err error) {
	key, err := registry.OpenKey(from, path, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return proxies.Rules{}, false, nil
	}
	if err != nil {
		return proxies.Rules{From: proxies.FromWindows}, false, fmt.Errorf("read the Internet settings: %w", err)
	}
	defer func() { _ = key.Close() }()
	var i Internet
	enable, _, err := key.GetIntegerValue("ProxyEnable")
	i.Enable = err == nil && enable != 0
	i.Server, _, _ = key.GetStringValue("ProxyServer") // "" where there is none
	i.Override, _, _ = key.GetStringValue("ProxyOverride")
	i.Script, _, _ = key.GetStringValue("AutoConfigURL")
	r, ok = i.Rules()
	return r, ok, nil
}

func oneForAll() bool {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, policyKey, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer func() { _ = key.Close() }()
	perUser, _, err := key.GetIntegerValue("ProxySettingsPerUser")
	return err == nil && perUser == 0
}
