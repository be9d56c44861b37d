/** The heading of whatever stage is shown names the dialog. */
export const PAY_DIALOG_TITLE_ID = "pay-dialog-title";
