import { element } from "@limen/participant-page/elements";
import { login } from "./api.ts";
import { strings } from "./strings.ts";

/** Asks for the token until it is right. It is sent once and kept nowhere. */
export function showLogin(page: HTMLElement): Promise<void> {
  const field = element("input", {
    type: "password",
    id: "token",
    autocomplete: "current-password",
    required: true,
  });
  const message = element("p", { aria: { role: "alert" } });
  const form = element("form", { className: "login" }, [
    element("h1", {}, [strings.loginTitle]),
    element("p", { id: "hint" }, [strings.loginText]),
    element("label", { htmlFor: "token" }, [strings.loginField]),
    field,
    element("button", { type: "submit" }, [strings.loginButton]),
    message,
  ]);
  field.setAttribute("aria-describedby", "hint");
  page.replaceChildren(form);
  field.focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void login(field.value.trim()).then(
        (status) => {
          if (status === 204) return resolve();
          message.textContent = status === 429 ? strings.loginTooMany : strings.loginWrong;
          field.select();
        },
        () => {
          message.textContent = strings.loginFailed;
        },
      );
    });
  });
}
