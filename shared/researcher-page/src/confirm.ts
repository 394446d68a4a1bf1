import { element } from "@limen/participant-page/elements";
import { fill } from "@limen/participant-page/strings";
import { type State, strings } from "./strings.ts";

/** Asks in a dialog that keeps the focus; Escape leaves it. Whether the researcher is sure. */
export function confirmState(state: State, goingOn: number): Promise<boolean> {
  const yes = element("button", { type: "button", value: "yes" }, [strings.confirmYes[state]]);
  const no = element("button", { type: "button", autofocus: true }, [strings.confirmNo]);
  const dialog = element("dialog", { aria: { labelledby: "confirm" } }, [
    element("h2", { id: "confirm" }, [strings.confirmTitle[state]]),
    element("p", {}, [fill(strings.confirmText[state], { goingOn })]),
    element("div", { className: "row" }, [no, yes]),
  ]);
  document.body.append(dialog);
  for (const button of [yes, no]) button.addEventListener("click", () => dialog.close(button.value));
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
