package words

import (
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/proxies"
	"sendoff/ui/words/wordstest"
)

// TestWordsOfProxies: a setting for proxies in one line, where it stands, and what is wrong with one.
func TestWordsOfProxies(t *testing.T) {
	job := wordstest.Job()
	checkSaid(t, []said{
		{func() string { return ProxySettingText(cards.Proxy{}) }, "As in the system", "Как в системе"},
		{func() string { return ProxySettingText(cards.Proxy{Use: cards.ProxyNone}) }, "No proxy", "Без прокси"},
		{func() string { return ProxySettingText(cards.Proxy{Use: cards.ProxySystem}) }, "As in the system", "Как в системе"},
		{
			func() string {
				return ProxySettingText(cards.Proxy{Use: cards.ProxyManual, Address: "http://proxy.example.com:8080", Bypass: ".example.com"})
			},
			"This proxy: http://proxy.example.com:8080; without it: .example.com",
			"Этот прокси: http://proxy.example.com:8080; без него: .example.com",
		},
		{
			func() string {
				return ProxySettingText(cards.Proxy{Use: cards.ProxyScript, Address: "http://wpad.example.com/proxy.pac"})
			},
			"By a script (PAC): http://wpad.example.com/proxy.pac",
			"По сценарию (PAC): http://wpad.example.com/proxy.pac",
		},
		{func() string { return ProxySourceText(proxies.FromCard) }, "the card of the server", "карточка сервера"},
		{func() string { return ProxySourceText(proxies.FromSettings) }, "the settings of Sendoff", "настройки Sendoff"},
		{func() string { return ProxySourceText(proxies.FromEnvironment) }, "the environment", "переменная окружения"},
		{func() string { return ProxySourceText(proxies.FromGNOME) }, "the settings of GNOME", "настройки GNOME"},
		{func() string { return ProxySourceText(proxies.FromKDE) }, "the settings of KDE", "настройки KDE"},
		{func() string { return ProxySourceText(proxies.FromWindows) }, "the settings of Windows", "настройки Windows"},
		{func() string { return ProxySourceText(proxies.FromMacOS) }, "the settings of macOS", "настройки macOS"},
		{func() string { return ProxySourceText("") }, "-", "-"},
		{
			func() string {
				return ErrorText(&proxies.Error{Why: proxies.FlawScheme, From: proxies.FromSettings, Value: "ftp"})
			},
			"Sendoff speaks to http, https and socks5 proxies, not to ftp.",
			"Sendoff работает с прокси-серверами http, https и socks5, но не ftp.",
		},
		{
			func() string {
				return ErrorText(&proxies.Error{Why: proxies.FlawAccount, From: proxies.FromSettings, Value: ""})
			},
			"The address of a proxy holds no user name or password here. Sendoff asks for them when the proxy does; on the command line: sendoff sign-in --proxy.",
			"В адресе прокси-сервера здесь нет имени пользователя и пароля. Sendoff спросит их, когда их попросит прокси-сервер; в командной строке: sendoff sign-in --proxy.",
		},
		{
			func() string {
				return ErrorText(&proxies.Error{Why: proxies.FlawAddress, From: proxies.FromSettings, Value: "::"})
			},
			"That is no address of a proxy or a script. It looks like http://proxy.example.com:8080.",
			"Это не адрес прокси-сервера или сценария. Он выглядит так: http://proxy.example.com:8080.",
		},
		{
			func() string {
				return ErrorText(&proxies.Error{Why: proxies.FlawUse, From: proxies.FromSettings, Value: "maybe"})
			},
			"That is no address of a proxy or a script. It looks like http://proxy.example.com:8080.",
			"Это не адрес прокси-сервера или сценария. Он выглядит так: http://proxy.example.com:8080.",
		},
		{
			func() string {
				return ErrorText(&proxies.Error{Why: proxies.FlawScript, From: proxies.FromSettings, Value: "x"})
			},
			"Proxy of settings : script x.",
			"Proxy of settings : script x.",
		},
		{
			func() string {
				return FaultText(&transfer.Fault{Kind: transfer.KindProxySetting, Source: proxies.FromEnvironment, Proxy: "ftp://proxy:1", Final: true}, &job)
			},
			"What is set as the proxy on the way to files.example.com cannot be used: ftp://proxy:1 (the environment). Correct it, then retry.",
			"То, что задано как прокси-сервер на пути к серверу files.example.com, использовать нельзя: ftp://proxy:1 (переменная окружения). Исправьте настройку и повторите.",
		},
	})
}
