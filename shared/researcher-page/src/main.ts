import { LoggedOutError, readSummary } from "./api.ts";
import { Dashboard } from "./dashboard.ts";
import { showLogin } from "./login.ts";
import { strings } from "./strings.ts";

const page = document.querySelector<HTMLElement>("#page")!;

for (;;) {
  document.title = strings.loginTitle;
  try {
    const dashboard = new Dashboard(await readSummary());
    page.replaceChildren(...dashboard.nodes);
    await dashboard.ended;
  } catch (error) {
    if (!(error instanceof LoggedOutError)) throw error;
    await showLogin(page);
  }
}
